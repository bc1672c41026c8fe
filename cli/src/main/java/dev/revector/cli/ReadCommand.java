package dev.revector.cli;

import dev.revector.Extent;
import dev.revector.RemapTarget;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code revector read}. */
@Command(
    name = "read",
    description = "Prints raw sectors, all or nothing.",
    footer = {"", "Exits with 7, and prints nothing, when one of them is unreadable."})
final class ReadCommand extends BaseCommand {
  /** Most extents that the error names. */
  private static final int NAMED = 16;

  @Mixin MainOptions pair = new MainOptions();

  @Parameters(
      index = "0",
      paramLabel = "LBA",
      converter = SectorNumber.class,
      description = "First sector.")
  long lba;

  @Parameters(
      index = "1",
      paramLabel = "COUNT",
      converter = SectorNumber.class,
      description = "Number of sectors.")
  long count;

  ReadCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (common.json) {
      throw new IllegalArgumentException("read prints raw data; leave --json out");
    }
    try (Pair opened = pair.open(true)) {
      RemapTarget target = opened.target();
      Sectors.checkRange(target, lba, count);
      byte[] piece = Sectors.buffer(target, count);
      if (count * target.geometry().sectorSize() > piece.length) {
        pass(target, piece, OutputStream.nullOutputStream());
      }
      pass(target, piece, console.stdout());
    }
    return ExitCode.OK;
  }

  /**
   * Reads all sectors. Prints them up to the first piece with an unreadable sector in it.
   *
   * @throws UnreadableSectorException after the last piece, naming all that are unreadable
   */
  private void pass(RemapTarget target, byte[] piece, OutputStream out) throws IOException {
    int sectorSize = target.geometry().sectorSize();
    List<UnreadableSectorException> errors = new ArrayList<>();
    for (long done = 0; done < count; done += piece.length / sectorSize) {
      int length = (int) Math.min(piece.length, (count - done) * sectorSize);
      try {
        target.read(lba + done, ByteBuffer.wrap(piece, 0, length));
        if (errors.isEmpty()) {
          out.write(piece, 0, length);
        }
      } catch (UnreadableSectorException e) {
        errors.add(e);
      }
    }
    if (!errors.isEmpty()) {
      throw naming(errors);
    }
  }

  private static UnreadableSectorException naming(List<UnreadableSectorException> errors) {
    List<Extent> sectors = errors.stream().flatMap(e -> e.sectors().stream()).toList();
    String named =
        sectors.stream().limit(NAMED).map(Extent::toString).collect(Collectors.joining(", "));
    String more = sectors.size() > NAMED ? " and " + (sectors.size() - NAMED) + " more" : "";
    return new UnreadableSectorException(
        "unreadable sectors: lba=" + named + more + "; rescue their data, then write or fill them",
        sectors,
        errors.get(0));
  }
}
