package dev.revector.cli;

import dev.revector.RemapTarget;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code revector unmap}. */
@Command(
    name = "unmap",
    description =
        "Moves sectors back to main, verifies them there, and frees their place on the spare.")
final class UnmapCommand extends RangeCommand {
  UnmapCommand(Console console) {
    super(console);
  }

  @Override
  String action() {
    return "unmap";
  }

  @Override
  String verb() {
    return "move back to main";
  }

  @Override
  void change(RemapTarget target, long lba, long count) throws IOException {
    target.release(lba, count);
  }
}
