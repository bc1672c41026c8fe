package dev.revector.cli;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapTarget;
import java.io.IOException;
import picocli.CommandLine.Parameters;

/** A change to a range of sectors. */
abstract class RangeCommand extends ChangeCommand {
  @Parameters(
      index = "0",
      paramLabel = "LBA",
      converter = SectorNumber.class,
      description = "First sector.")
  long lba;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "COUNT",
      defaultValue = "1",
      converter = SectorNumber.class,
      description = "Number of sectors (1).")
  long count;

  RangeCommand(Console console) {
    super(console);
  }

  /** What the plan says, such as {@code move to the spare}. */
  abstract String verb();

  abstract void change(RemapTarget target, long lba, long count) throws IOException;

  @Override
  final Extent change(Pair opened) throws IOException {
    RemapTarget target = opened.target();
    Sectors.checkRange(target, lba, count);
    long mapped = target.runs(lba, count).stream().mapToLong(this::overlap).sum();
    sayPlan(
        opened,
        verb() + ": " + sectors(lba, count) + ", of which " + mapped + " in the map already");
    if (!plan.dryRun) {
      change(target, lba, count);
    }
    return new Extent(lba, count);
  }

  private long overlap(MapRun run) {
    return Math.min(run.end(), lba + count) - Math.max(run.lba(), lba);
  }
}
