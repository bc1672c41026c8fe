package dev.revector.cli;

import dev.revector.MapRun;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code revector list}. */
@Command(
    name = "list",
    description = "Lists the remaps and the pending sectors; changes nothing and takes no lock.")
final class ListCommand extends BaseCommand {
  private static final String ROW = "%14s %7s %14s  %-14s  %-11s %6s  %s%n";

  @Mixin SpareOptions pair = new SpareOptions();

  ListCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    List<MapRun> runs;
    try (Pair opened = pair.open()) {
      runs = opened.target().runs(0, opened.target().geometry().sectors());
    }
    answer(ListDocument.of(runs));
    if (!common.json) {
      print(runs);
    }
    return ExitCode.OK;
  }

  private void print(List<MapRun> runs) throws IOException {
    if (runs.isEmpty()) {
      say("no remaps and no pending sectors");
      return;
    }
    if (!common.quiet) {
      String head =
          String.format(ROW, "LBA", "COUNT", "SPARE SECTOR", "STATE", "REASON", "ERRORS", "TIME");
      console.print(console.ansiOut().string("@|bold " + head.stripTrailing() + "|@") + "\n");
    }
    for (MapRun run : runs) {
      console.print(row(run));
    }
  }

  static String row(MapRun run) {
    return String.format(
        ROW,
        run.lba(),
        run.count(),
        run.state().hasSlot() ? run.spareSector() : "-",
        Json.word(run.state()),
        run.reason().label(),
        run.errors(),
        Json.time(run.timeSeconds()));
  }
}
