package dev.revector.cli;

import dev.revector.MapRun;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.PairStatus;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revector dump}. */
@Command(
    name = "dump",
    description = "Prints all metadata as JSON text; changes nothing and takes no lock.")
final class DumpCommand extends BaseCommand {
  @Mixin SpareOptions pair = new SpareOptions();

  DumpCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    PairStatus status;
    List<SpareExtent> retired;
    List<MapRun> runs;
    try (Pair opened = pair.open()) {
      status = opened.target().status();
      retired = opened.target().retired();
      runs = opened.target().runs(0, opened.target().geometry().sectors());
    }
    Json.write(console.stdout(), DumpDocument.of(status, retired, runs), true);
    return ExitCode.OK;
  }
}
