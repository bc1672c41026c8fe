package dev.revector.cli;

import dev.revector.RemapTarget;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code revector remap}. */
@Command(
    name = "remap",
    description = "Moves sectors to the spare with their data, before main loses them.",
    footer = {"", "Whole slots are moved. Sectors in the map already stay where they are."})
final class RemapCommand extends RangeCommand {
  RemapCommand(Console console) {
    super(console);
  }

  @Override
  String action() {
    return "remap";
  }

  @Override
  String verb() {
    return "move to the spare";
  }

  @Override
  void change(RemapTarget target, long lba, long count) throws IOException {
    target.remap(lba, count);
  }
}
