package dev.revector.cli;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code revector fill}. */
@Command(
    name = "fill",
    description = "Puts rescued data in place of pending or lost sectors.",
    footer = {"", "Refuses to touch any other sector."})
final class FillCommand extends ChangeCommand {
  @Parameters(
      index = "0",
      paramLabel = "LBA",
      converter = SectorNumber.class,
      description = "First sector.")
  long lba;

  @Parameters(index = "1", paramLabel = "FILE", description = "The data, whole sectors.")
  @Nullable Path file;

  FillCommand(Console console) {
    super(console);
  }

  @Override
  String action() {
    return "fill";
  }

  @Override
  Extent change(Pair opened) throws IOException {
    if (file == null) {
      throw new IllegalStateException("a required parameter is missing");
    }
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(
          file.toString(), null, "is no regular file, so its length is not known; copy it to one");
    }
    RemapTarget target = opened.target();
    try (InputStream in = Files.newInputStream(file)) {
      long bytes = Files.size(file);
      int sectorSize = target.geometry().sectorSize();
      long count = bytes / sectorSize;
      if (count == 0 || bytes % sectorSize != 0) {
        throw new IllegalArgumentException(
            "not whole sectors: path=" + file + ", bytes=" + bytes + ", sectorSize=" + sectorSize);
      }
      Sectors.checkRange(target, lba, count);
      requireUnreadable(target, count);
      sayPlan(opened, "fill: " + sectors(lba, count) + " from " + file);
      if (!plan.dryRun) {
        Sectors.transfer(in, target, lba, target::fill);
        target.flush();
      }
      return new Extent(lba, count);
    }
  }

  /** Refuses all before a part of it is filled. */
  private void requireUnreadable(RemapTarget target, long count) {
    List<MapRun> runs = target.runs(lba, count);
    long next = lba;
    for (MapRun run : runs) {
      if (run.lba() > next || run.state() == SectorState.MAPPED) {
        break;
      }
      next = Math.max(next, run.end());
    }
    if (next < lba + count) {
      throw new IllegalArgumentException(
          "sector is neither pending nor lost: lba="
              + next
              + "; fill only what list shows as unreadable, or use write");
    }
  }
}
