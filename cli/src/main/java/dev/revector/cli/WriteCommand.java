package dev.revector.cli;

import dev.revector.Extent;
import dev.revector.RemapTarget;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code revector write}. */
@Command(
    name = "write",
    description = "Writes whole sectors from standard input, and flushes them before it ends.")
final class WriteCommand extends ChangeCommand {
  @Parameters(
      index = "0",
      paramLabel = "LBA",
      converter = SectorNumber.class,
      description = "First sector.")
  long lba;

  WriteCommand(Console console) {
    super(console);
  }

  @Override
  String action() {
    return "write";
  }

  @Override
  Extent change(Pair opened) throws IOException {
    RemapTarget target = opened.target();
    Sectors.checkRange(target, lba, 1);
    sayPlan(opened, "write standard input: from sector " + lba);
    Sectors.Sink sink = plan.dryRun ? (at, sectors) -> {} : target::write;
    long count = Sectors.transfer(console.stdin(), target, lba, sink);
    if (count == 0) {
      throw new IllegalArgumentException(
          "standard input is empty: lba=" + lba + "; give at least one sector");
    }
    if (!plan.dryRun) {
      target.flush();
    }
    say(sectors(lba, count));
    return new Extent(lba, count);
  }
}
