package dev.revector.cli;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.transfer.BadblocksList;
import dev.revector.transfer.DdrescueMap;
import dev.revector.transfer.DmTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revector export}. */
@Command(
    name = "export",
    description = "Prints the map for another tool; changes nothing and takes no lock.",
    footer = {
      "",
      "badblocks and ddrescue list the sectors that have no readable data. dmsetup is a table of",
      "linear and error targets that serves the same sectors with nothing of revector in the way;",
      "it needs --main. Unmount first: what is remapped later is not in it."
    })
final class ExportCommand extends BaseCommand {
  @Mixin SpareOptions pair = new SpareOptions();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      description = "badblocks, ddrescue or dmsetup.")
  @Nullable String to;

  @Option(
      names = {"-b", "--block-size"},
      paramLabel = "SIZE",
      converter = Sizes.class,
      description = "Block size of a badblocks list, as badblocks -b (main's sector size).")
  @Nullable Long blockSize;

  ExportCommand(Console console) {
    super(console);
  }

  /** What {@code export --json} prints. */
  record Document(int schema, String to, String text) {}

  @Override
  public Integer call() throws IOException {
    String format = String.valueOf(to);
    if (!List.of("badblocks", "ddrescue", "dmsetup").contains(format)) {
      throw new IllegalArgumentException(
          "no such format: --to=" + format + "; give badblocks, ddrescue or dmsetup");
    }
    DeviceGeometry main;
    List<MapRun> runs;
    try (Pair opened = pair.open()) {
      main = opened.target().geometry();
      runs = opened.target().runs(0, main.sectors());
    }
    if (common.json) {
      StringWriter text = new StringWriter();
      write(text, format, main, runs);
      answer(new Document(Json.SCHEMA, format, text.toString()));
    } else {
      Writer out =
          new BufferedWriter(new OutputStreamWriter(console.stdout(), StandardCharsets.UTF_8));
      write(out, format, main, runs);
      out.flush();
    }
    return ExitCode.OK;
  }

  private void write(Writer out, String format, DeviceGeometry main, List<MapRun> runs)
      throws IOException {
    switch (format) {
      case "badblocks" -> {
        ListOptions options = new ListOptions();
        options.blockSize = blockSize;
        BadblocksList.write(out, unreadable(runs), options.blockSize(main), main);
      }
      case "ddrescue" -> DdrescueMap.write(out, unreadable(runs), main);
      default -> DmTable.write(out, main, device(pair.main()), spares(), runs);
    }
  }

  private static Iterable<Extent> unreadable(List<MapRun> runs) {
    return () ->
        runs.stream()
            .filter(run -> !run.state().readable())
            .map(run -> new Extent(run.lba(), run.count()))
            .iterator();
  }

  private List<DmTable.Device> spares() {
    return List.of(device(pair.spare()));
  }

  private DmTable.Device device(@Nullable DeviceSpec device) {
    if (device == null) {
      throw new IllegalArgumentException("--main is missing; the table names both disks");
    }
    if (Files.isRegularFile(device.path()) && !common.quiet) {
      console.message(
          "note: a file has to be attached with losetup before the kernel can map it: path="
              + device.path());
    }
    return new DmTable.Device(StablePaths.of(device.path()).toString(), device.offsetBytes());
  }
}
