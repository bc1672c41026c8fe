package dev.revector.cli;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.WrongDeviceException;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revector import}. */
@Command(
    name = "import",
    description = "Takes over what another tool knows of main's bad sectors.",
    footer = {
      "",
      "Sectors of a list become pending: readers get an error until they are written,",
      "filled or unmapped. With --remap those that main can read move to the spare",
      "instead, pending ones too. Other sectors in the map already stay as they are.",
      "",
      "--from dm-remap makes a pair of a spare that the kernel module dm-remap wrote:",
      "FILE. When --spare names it too, it is converted in place: the data stays, and",
      "the old metadata is valid until the new is durable. Else its data is copied to",
      "the new --spare, and FILE is only read. Sectors whose data can't be believed are",
      "lost; then it exits with 5."
    })
final class ImportCommand extends BaseCommand {
  @Mixin MainOptions pair = new MainOptions();
  @Mixin PlanOptions plan = new PlanOptions();
  @Mixin ListOptions list = new ListOptions();

  @Mixin CopyOptions copies = new CopyOptions();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FORMAT",
      description = "badblocks, ddrescue (a mapfile), smart (what smartctl -x prints) or dm-remap.")
  @Nullable String format;

  @Option(names = "--force", description = "Overwrites whatever the new spare holds (dm-remap).")
  boolean force;

  @Option(names = "--remap", description = "Moves what is readable to the spare.")
  boolean remap;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The list, - for standard input; or the dm-remap spare.")
  @Nullable String file;

  ImportCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (format == null || file == null) {
      throw new IllegalStateException("a required option is missing");
    }
    if (format.equals("dm-remap")) {
      refuse(remap || list.isGiven(), "--remap, -b and --status go with lists of sectors");
      return new DmRemapImport(this).run(DeviceSpec.parse(file));
    }
    ListFormat from = ListFormat.of(format);
    refuse(force || copies.isGiven(), "--force and where copies go belong to --from dm-remap");
    ImportDocument planned;
    ListFormat.Content content;
    try (Pair looked = look()) {
      content = from.read(console, file, list, looked.target().geometry(), pair.main());
      planned = plan(looked, content);
    }
    sayPlan(planned);
    if (plan.dryRun) {
      answer(planned);
      say("dry run: nothing was changed");
      return ExitCode.OK;
    }
    ImportDocument done;
    try (Pair opened = pair.open(true)) {
      done = remap ? move(opened, content.sectors(), planned) : mark(opened, content, planned);
    }
    answer(done);
    say("done: " + done.pending() + " sectors became pending, " + done.remapped() + " moved");
    if (done.unreadable() > 0) {
      say("  " + done.unreadable() + " sectors could not be read, so they did not move");
    }
    return done.unreadable() > 0 ? ExitCode.ATTENTION : ExitCode.OK;
  }

  /** Only an opening for writing searches all of a large spare for the pair. */
  private Pair look() throws IOException {
    try {
      return pair.open(false);
    } catch (WrongDeviceException e) {
      if (plan.dryRun) {
        throw e;
      }
      return pair.open(true);
    }
  }

  private static void refuse(boolean given, String reason) {
    if (given) {
      throw new IllegalArgumentException("option does not fit --from: " + reason);
    }
  }

  private ImportDocument plan(Pair looked, ListFormat.Content content) {
    long inMap = 0;
    long inSlots = 0;
    long listed = 0;
    for (Extent extent : content.sectors()) {
      listed += extent.count();
      inMap += inMap(looked.target(), extent, run -> true);
      inSlots += inMap(looked.target(), extent, run -> run.state().hasSlot());
    }
    return new ImportDocument(
        Json.SCHEMA,
        "import",
        String.valueOf(format),
        plan.dryRun,
        looked.main().orElse(null),
        List.of(looked.spare()),
        content.sectors().size(),
        listed,
        content.ignored(),
        inMap,
        remap ? 0 : listed - inMap,
        remap ? listed - inSlots : 0,
        0);
  }

  private static long inMap(RemapTarget target, Extent extent, Predicate<MapRun> counts) {
    return target.runs(extent.first(), extent.count()).stream()
        .filter(counts)
        .mapToLong(run -> Math.min(run.end(), extent.end()) - Math.max(run.lba(), extent.first()))
        .sum();
  }

  private void sayPlan(ImportDocument planned) throws IOException {
    say(
        "import from "
            + planned.from()
            + ": "
            + planned.listed()
            + " sectors in "
            + planned.areas()
            + " areas, of which "
            + planned.inMap()
            + " in the map already; "
            + (remap
                ? planned.remapped() + " to be moved to the spare as far as readable"
                : planned.pending() + " to become pending"));
    if (planned.ignored() > 0) {
      say("  " + planned.ignored() + " entries ignored: no error of the medium, or no sector");
    }
    if (planned.main() != null) {
      say("  main   " + planned.main().describe());
    }
    say("  spare  " + planned.spares().get(0).describe());
    if (ListFormat.BADBLOCKS.isNamed(planned.from()) && list.blockSize == null && !common.quiet) {
      console.message(
          "note: without -b, numbers are taken as sectors of main; badblocks itself counts blocks"
              + " of 1024 bytes unless it was told another -b");
    }
  }

  private static ImportDocument mark(
      Pair opened, ListFormat.Content content, ImportDocument planned) throws IOException {
    long marked = opened.target().markPending(content.sectors(), RemapReason.IMPORTED);
    return planned.done(marked, 0, 0);
  }

  private static ImportDocument move(Pair opened, List<Extent> sectors, ImportDocument planned)
      throws IOException {
    ListMove moved = ListMove.of(opened.target(), sectors);
    return planned.done(moved.pending(), moved.remapped(), moved.unreadable());
  }
}
