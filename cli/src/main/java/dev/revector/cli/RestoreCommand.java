package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.MapRun;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.SectorState;
import dev.revector.StableId;
import dev.revector.WrongDeviceException;
import dev.revector.transfer.PairDump;
import dev.revector.transfer.TransferFormatException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code revector restore}. */
@Command(
    name = "restore",
    description = "Makes a pair on a new spare from what dump printed.",
    footer = {
      "",
      "The data of remapped sectors is not in a dump: --data names the device that",
      "holds it where the dump says, the old spare or a clone of it. When that is",
      "--spare itself, the data stays in place and the metadata goes around it; else it",
      "is copied. Without --data, and where it can't be read, those sectors are lost:",
      "readers get an error until they are written or filled. Exits with 5 when some",
      "are. What changed after the dump was made is not in it."
    })
final class RestoreCommand extends BaseCommand {
  @Mixin DiskOptions pair = new DiskOptions();
  @Mixin PlanOptions plan = new PlanOptions();
  @Mixin CopyOptions copies = new CopyOptions();

  @Option(
      names = "--data",
      paramLabel = "PATH",
      converter = DeviceSpec.Converter.class,
      description = "Holds the remapped sectors' data; may be --spare itself.")
  @Nullable DeviceSpec data;

  @Option(
      names = "--force",
      description = "Overwrites whatever the spare holds, and takes another main.")
  boolean force;

  @Parameters(index = "0", paramLabel = "FILE", description = "The dump; - for standard input.")
  @Nullable String file;

  RestoreCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    PairDump dump = read();
    RemapTargetBuilder builder = RemapTarget.builder().force(force).pair(UUID.randomUUID());
    copies.apply(builder);
    try (Openings openings = new Openings()) {
      BlockDevice main = openings.open(pair.main(), !plan.dryRun, dump.main().physicalBlockSize());
      checkMain(dump, main);
      BlockDevice spare = openings.openBeside(main, pair.spare(), !plan.dryRun, 0);
      Optional<BlockDevice> source = source(openings, spare);
      builder.main(main).spare(spare).initialMap(dump.initialMap(source));
      return restore(builder, planned(builder.plan(), dump, main, spare, source));
    }
  }

  private PairDump read() throws IOException {
    if (file == null) {
      throw new IllegalStateException("a required parameter is missing");
    }
    try (Reader in = TextFiles.open(console, file, StandardCharsets.UTF_8)) {
      return PairDump.read(in);
    } catch (TransferFormatException e) {
      throw new IllegalArgumentException(
          "cannot restore: path=" + file + ", " + e.getMessage() + "; nothing was changed", e);
    }
  }

  private void checkMain(PairDump dump, BlockDevice main) throws WrongDeviceException {
    boolean sameSize =
        main.geometry().sectorSize() == dump.main().sectorSize()
            && main.geometry().sectors() >= dump.main().sectors();
    String id = main.identity().stableId();
    boolean other =
        !dump.mainStableId().isEmpty()
            && !id.isEmpty()
            && !StableId.matches(dump.mainStableId(), id);
    if (!sameSize || (other && !force)) {
      throw new WrongDeviceException(
          "main is not the dump's: path="
              + main.identity().path()
              + ", expected="
              + dump.main().sectors()
              + " sectors of "
              + dump.main().sectorSize()
              + " bytes, "
              + dump.mainStableId()
              + ", found="
              + main.geometry().sectors()
              + " of "
              + main.geometry().sectorSize()
              + ", "
              + id
              + (sameSize ? "; --force takes it all the same" : "; give the pair's main"));
    }
  }

  private Optional<BlockDevice> source(Openings openings, BlockDevice spare) throws IOException {
    if (data == null) {
      return Optional.empty();
    }
    DeviceSpec target = pair.spare();
    boolean same =
        Files.isSameFile(data.path(), target.path())
            && data.offsetBytes() == target.offsetBytes()
            && data.lengthBytes() == target.lengthBytes();
    return Optional.of(same ? spare : openings.open(data, false, 0));
  }

  private RestoreDocument planned(
      CreatePlan layout,
      PairDump dump,
      BlockDevice main,
      BlockDevice spare,
      Optional<BlockDevice> source) {
    boolean inPlace = source.isPresent() && source.get().equals(spare);
    return new RestoreDocument(
        Json.SCHEMA,
        "restore",
        plan.dryRun,
        inPlace,
        null,
        Disk.of(main),
        List.of(Disk.of(spare)),
        source.map(Disk::of).orElse(null),
        layout.copies(),
        dump.runs().size(),
        count(dump, source.isPresent() ? List.of(SectorState.MAPPED) : List.of()),
        count(dump, List.of(SectorState.PENDING)),
        count(dump, source.isPresent() ? lostWith(inPlace) : lostWithout()));
  }

  private static List<SectorState> lostWith(boolean inPlace) {
    return inPlace
        ? List.of(SectorState.LOST)
        : List.of(SectorState.LOST, SectorState.MAPPED_PENDING);
  }

  private static List<SectorState> lostWithout() {
    return List.of(SectorState.LOST, SectorState.MAPPED_PENDING, SectorState.MAPPED);
  }

  private static long count(PairDump dump, List<SectorState> states) {
    return dump.runs().stream()
        .filter(run -> states.contains(run.state()))
        .mapToLong(MapRun::count)
        .sum();
  }

  /** Closing the pair closes its disks; closing them once more does nothing. */
  private int restore(RemapTargetBuilder builder, RestoreDocument planned) throws IOException {
    sayPlan(planned).forEach(console::message);
    Optional<String> content = builder.spareContent();
    if (content.isPresent() && !force) {
      throw new WrongDeviceException(
          "spare is not blank: path="
              + planned.spares().get(0).path()
              + ", found="
              + content.get()
              + "; give another spare, or --force to overwrite it");
    }
    if (plan.dryRun) {
      answer(planned);
      say("dry run: nothing was written");
      return ExitCode.OK;
    }
    confirm(planned);
    try (RemapTarget target = builder.create()) {
      long lost = target.status().lostSectors();
      UUID uuid = target.status().pair().uuid();
      answer(planned.done(uuid, target.status().remappedSectors(), lost));
      say("created pair " + uuid + ": " + lost + " sectors are lost");
      return lost > 0 ? ExitCode.LOST : ExitCode.OK;
    }
  }

  private List<String> sayPlan(RestoreDocument planned) throws IOException {
    say("restore a pair of " + planned.runs() + " runs");
    say("  main   " + planned.main().describe());
    say("  spare  " + planned.spares().get(0).describe());
    Disk source = planned.data();
    if (source != null) {
      say("  data   " + (planned.inPlace() ? "stays on the spare" : source.describe()));
    }
    for (SpareExtent copy : planned.placement()) {
      long last = copy.sector() + copy.sectors() - 1;
      say("  new copy on sectors " + copy.sector() + ".." + last);
    }
    say(
        "  sectors: "
            + planned.remapped()
            + " remapped, "
            + planned.pending()
            + " pending, "
            + planned.lost()
            + " lost");
    List<String> notes = new ArrayList<>();
    if (source == null && planned.lost() > 0 && !common.quiet) {
      notes.add("note: without --data all remapped sectors become lost");
    }
    return notes;
  }

  private void confirm(RestoreDocument planned) throws IOException {
    if (common.yes) {
      return;
    }
    String path = planned.spares().get(0).path();
    if (!console.canAsk() || "-".equals(file)) {
      throw new IllegalArgumentException(
          "restore writes to the spare: path="
              + path
              + "; without a terminal to ask on, this needs --yes");
    }
    if (!console.confirm("Make a pair on " + path + "?")) {
      throw new IllegalArgumentException("not confirmed: path=" + path + "; nothing was written");
    }
  }
}
