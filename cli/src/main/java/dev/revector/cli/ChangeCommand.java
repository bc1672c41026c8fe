package dev.revector.cli;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapTarget;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;

/** What the commands share that change sectors of an open pair: plan, dry run, result. */
abstract class ChangeCommand extends BaseCommand {
  @Mixin MainOptions pair = new MainOptions();
  @Mixin PlanOptions plan = new PlanOptions();

  ChangeCommand(Console console) {
    super(console);
  }

  /** The command's name. */
  abstract String action();

  /** Checks the request, says the plan, and makes the change unless this is a dry run. */
  abstract Extent change(Pair opened) throws IOException;

  @Override
  public final Integer call() throws IOException {
    try (Pair opened = pair.open(!plan.dryRun)) {
      Extent changed = change(opened);
      RemapTarget target = opened.target();
      long count = Math.min(changed.count(), target.geometry().sectors() - changed.first());
      List<MapRun> runs = target.runs(changed.first(), count);
      answer(
          ChangeDocument.of(action(), plan.dryRun, opened, changed.first(), changed.count(), runs));
      say(plan.dryRun ? "dry run: nothing was changed" : "done");
    }
    return ExitCode.OK;
  }

  /** Prints what is about to happen, and to which disks. */
  final void sayPlan(Pair opened, String what) throws IOException {
    say(what);
    if (opened.main().isPresent()) {
      say("  main   " + opened.main().get().describe());
    }
    say("  spare  " + opened.spare().describe());
  }

  /** Names sectors for people. */
  static String sectors(long lba, long count) {
    return count == 1 ? "sector " + lba : "sectors " + new Extent(lba, count) + " (" + count + ")";
  }
}
