package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.InitialMap;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.WrongDeviceException;
import dev.revector.transfer.DmRemapSpare;
import dev.revector.transfer.DmRemapSpare.Fate;
import dev.revector.transfer.DmRemapSpare.Remap;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;

/** {@code import --from dm-remap}: makes a pair of a spare that the kernel module wrote. */
final class DmRemapImport {
  private final ImportCommand command;

  DmRemapImport(ImportCommand command) {
    this.command = command;
  }

  int run(DeviceSpec old) throws IOException {
    boolean writable = !command.plan.dryRun;
    boolean inPlace = isSame(old, command.pair.spare());
    RemapTargetBuilder builder = RemapTarget.builder().force(command.force).pair(UUID.randomUUID());
    command.copies.apply(builder);
    try (Openings openings = new Openings()) {
      BlockDevice main = openings.open(command.pair.main(), writable, 0);
      BlockDevice spare = openings.openBeside(main, command.pair.spare(), writable, 0);
      BlockDevice source = inPlace ? spare : openings.open(old, false, 0);
      DmRemapSpare found = DmRemapSpare.read(source);
      InitialMap map = found.initialMap(source, main.geometry());
      builder.main(main).spare(spare).initialMap(map);
      DmRemapDocument planned =
          DmRemapDocument.of(!writable, inPlace, main, spare, source, found, builder.plan());
      sayPlan(planned, builder.plan());
      Optional<String> content = inPlace ? Optional.empty() : builder.spareContent();
      checkContent(planned, content);
      if (!writable) {
        command.answer(planned);
        command.say("dry run: nothing was written");
        return ExitCode.OK;
      }
      confirm(planned, content);
      return create(builder, planned);
    }
  }

  private static boolean isSame(DeviceSpec old, DeviceSpec spare) throws IOException {
    return Files.isSameFile(old.path(), spare.path())
        && old.offsetBytes() == spare.offsetBytes()
        && old.lengthBytes() == spare.lengthBytes();
  }

  /** Closing the pair closes its disks; closing them once more does nothing. */
  private int create(RemapTargetBuilder builder, DmRemapDocument planned) throws IOException {
    try (RemapTarget target = builder.create()) {
      long lost = target.status().lostSectors();
      long remapped = target.status().remappedSectors();
      command.answer(planned.done(target.status().pair().uuid(), remapped, lost));
      command.say(
          "created pair "
              + target.status().pair().uuid()
              + ": "
              + remapped
              + " remapped sectors, "
              + lost
              + " lost");
      return lost > 0 ? ExitCode.LOST : ExitCode.OK;
    }
  }

  private void sayPlan(DmRemapDocument planned, CreatePlan layout) throws IOException {
    command.say(
        "import from dm-remap: "
            + planned.remaps().size()
            + " sectors in "
            + planned.records()
            + " records, sequence "
            + planned.sequence()
            + ", written "
            + planned.written());
    for (DmRemapDocument.OldCopy copy : planned.copies()) {
      if (!copy.state().equals("absent")) {
        command.say("  old copy at sector " + copy.sector() + ": " + copy.state());
      }
    }
    command.say("  main   " + planned.main().describe());
    if (planned.inPlace()) {
      command.say("  spare  " + planned.source().describe() + "  (converted in place)");
    } else {
      command.say("  old    " + planned.source().describe() + "  (only read)");
      command.say("  spare  " + planned.spares().get(0).describe());
    }
    int number = 0;
    for (SpareExtent copy : layout.copies()) {
      command.say(
          "  new copy "
              + number++
              + " on sectors "
              + copy.sector()
              + ".."
              + (copy.sector() + copy.sectors() - 1));
    }
    for (DmRemapDocument.Sector sector : planned.remaps()) {
      if (planned.dryRun() || sector.lost()) {
        command.say("  " + describe(sector));
      }
    }
    if (planned.ignored() > 0) {
      command.say("  " + planned.ignored() + " records ignored: main has no such sector");
    }
  }

  private static String describe(DmRemapDocument.Sector sector) {
    String what = "sector " + sector.lba() + ", in spare sector " + sector.spareSector();
    return what + (sector.lost() ? ": lost, " + sector.reason() : ": kept");
  }

  /** Why a sector is lost, for people. */
  static String reason(Remap remap) {
    return switch (remap.fate()) {
      case INTACT -> "";
      case IN_METADATA -> "that is inside dm-remap's own metadata, which went over it";
      case BEYOND_SPARE -> "the spare does not reach so far";
      case SHARED -> "other sectors were given the same place";
    };
  }

  static boolean isLost(Remap remap) {
    return remap.fate() != Fate.INTACT;
  }

  private void checkContent(DmRemapDocument planned, Optional<String> content)
      throws WrongDeviceException {
    if (content.isPresent() && !command.force) {
      throw new WrongDeviceException(
          "spare is not blank: path="
              + planned.spares().get(0).path()
              + ", found="
              + content.get()
              + "; give another spare, or --force to overwrite it");
    }
  }

  private void confirm(DmRemapDocument planned, Optional<String> content) throws IOException {
    if (command.common.yes || (!planned.inPlace() && content.isEmpty())) {
      return;
    }
    String path = planned.spares().get(0).path();
    if (!command.console.canAsk()) {
      throw new IllegalArgumentException(
          "spare holds something: path="
              + path
              + ", found="
              + content.orElse("a dm-remap spare")
              + "; without a terminal to ask on, this needs --yes");
    }
    String question =
        planned.inPlace() ? "Convert " + path + " in place?" : "Overwrite " + path + "?";
    if (!command.console.confirm(question)) {
      throw new IllegalArgumentException("not confirmed: path=" + path + "; nothing was written");
    }
  }
}
