package dev.revector.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Names of disks that stay with the disk when the kernel numbers them anew. */
final class StablePaths {
  private static final Path BY_ID = Path.of("/dev/disk/by-id");

  /** Kinds of names that stand for the medium itself, the best first; then any other. */
  private static final List<String> BEST_FIRST = List.of("wwn-", "nvme-eui.", "ata-", "scsi-");

  private StablePaths() {}

  /** The stable name of a block device, or the path as it is. */
  static Path of(Path path) {
    return of(path, BY_ID);
  }

  static Path of(Path path, Path links) {
    try {
      Path real = path.toRealPath();
      if (Files.isRegularFile(real) && links.equals(BY_ID)) {
        return path;
      }
      try (Stream<Path> all = Files.list(links)) {
        return all.filter(link -> leadsTo(link, real))
            .min(Comparator.comparingInt(StablePaths::rank).thenComparing(Path::toString))
            .orElse(path);
      }
    } catch (IOException e) {
      return path;
    }
  }

  private static boolean leadsTo(Path link, Path real) {
    try {
      return link.toRealPath().equals(real);
    } catch (IOException e) {
      return false;
    }
  }

  private static int rank(Path link) {
    String name = String.valueOf(link.getFileName());
    for (int i = 0; i < BEST_FIRST.size(); i++) {
      if (name.startsWith(BEST_FIRST.get(i))) {
        return i;
      }
    }
    return BEST_FIRST.size();
  }
}
