package dev.revector.cli;

import dev.revector.MetadataCheck;
import dev.revector.MetadataCheck.Finding;
import dev.revector.MetadataDamagedException;
import dev.revector.WrongDeviceException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revector check}. */
@Command(
    name = "check",
    description =
        "Verifies all copies of the metadata, the journal, the table and the reservation.",
    footer = {"", "Exits with 0 when all is well or repaired, 4 when something is left to mend."})
final class CheckCommand extends BaseCommand {
  @Mixin SpareOptions pair = new SpareOptions();
  @Mixin PlanOptions plan = new PlanOptions();

  @Option(names = "--repair", description = "Mends what is damaged; needs --main.")
  boolean repair;

  CheckCommand(Console console) {
    super(console);
  }

  /** What {@code check --json} prints. */
  record Document(int schema, String state, long blocks, List<Finding> findings) {}

  @Override
  public Integer call() throws IOException {
    if (repair) {
      sayPlan();
    }
    MetadataCheck check = repair && !plan.dryRun ? repair() : look();
    answer(new Document(Json.SCHEMA, state(check), check.blocks(), check.findings()));
    for (Finding finding : check.findings()) {
      say(describe(finding));
    }
    say(check.blocks() + " blocks verified: " + state(check));
    if (repair && plan.dryRun) {
      say("dry run: nothing was changed");
    }
    return check.clean() ? ExitCode.OK : ExitCode.ATTENTION;
  }

  /** Names the disks, which may not be a pair, or none that a look finds. */
  private void sayPlan() throws IOException {
    Disk main = Disk.at(pair.requiredMain());
    Disk spare = Disk.at(pair.spare());
    say("repair the metadata");
    say("  main   " + main.describe());
    say("  spare  " + spare.describe());
  }

  private MetadataCheck look() throws IOException {
    try (Pair opened = pair.open()) {
      return opened.target().check(false);
    }
  }

  /** What a look finds, nothing where it finds no pair: a repair searches further. */
  private MetadataCheck before() throws IOException {
    try {
      return look();
    } catch (WrongDeviceException | MetadataDamagedException e) {
      return new MetadataCheck(0, List.of());
    }
  }

  /** Opening for writing mends already, so what was found before tells what there was to mend. */
  private MetadataCheck repair() throws IOException {
    MetadataCheck before = before();
    try (Pair opened = pair.openWritable()) {
      MetadataCheck during = opened.target().check(true);
      MetadataCheck after = opened.target().check(false);
      Map<Place, Finding> all = new LinkedHashMap<>();
      for (MetadataCheck check : List.of(before, during, after)) {
        for (Finding found : check.findings()) {
          all.put(Place.of(found), found);
        }
      }
      List<Place> left = after.findings().stream().map(Place::of).toList();
      return new MetadataCheck(
          after.blocks(),
          all.entrySet().stream()
              .map(entry -> mended(entry.getValue(), !left.contains(entry.getKey())))
              .toList());
    }
  }

  private record Place(int copy, int spare, long sector) {
    static Place of(Finding finding) {
      return new Place(finding.copy(), finding.spare(), finding.sector());
    }
  }

  private static Finding mended(Finding found, boolean repaired) {
    return new Finding(found.copy(), found.spare(), found.sector(), found.what(), repaired);
  }

  private static String state(MetadataCheck check) {
    if (check.findings().isEmpty()) {
      return "clean";
    }
    return check.clean() ? "repaired" : "damaged";
  }

  private String describe(Finding finding) {
    String mark = finding.repaired() ? "@|green repaired|@" : "@|red damaged |@";
    String copy = finding.copy() < 0 ? "" : "copy " + finding.copy() + ", ";
    return ansi().string(mark) + "  " + copy + "sector " + finding.sector() + ": " + finding.what();
  }
}
