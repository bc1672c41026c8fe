package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.DeviceGeometry;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.WrongDeviceException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revector create}. */
@Command(
    name = "create",
    description = "Makes the metadata on the spare.",
    footer = {
      "",
      "Refuses a spare that holds something, unless --force is given. Main keeps its data."
    })
final class CreateCommand extends BaseCommand {
  @Mixin DiskOptions pair = new DiskOptions();
  @Mixin PlanOptions plan = new PlanOptions();
  @Mixin CopyOptions copies = new CopyOptions();

  @Option(
      names = "--physical-block",
      paramLabel = "SIZE",
      converter = Sizes.class,
      description = "Physical block size of both disks, such as 4096 (what the disks say).")
  @Nullable Long physicalBlock;

  @Option(names = "--force", description = "Overwrites whatever the spare holds.")
  boolean force;

  CreateCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    RemapTargetBuilder builder = RemapTarget.builder().force(force).pair(UUID.randomUUID());
    copies.apply(builder);
    int blockSize = blockSize();
    try (Openings openings = new Openings()) {
      BlockDevice main = openings.open(pair.main(), !plan.dryRun, blockSize);
      BlockDevice spare = openings.openBeside(main, pair.spare(), !plan.dryRun, blockSize);
      builder.main(main).spare(spare);
      create(builder, Disk.of(main), Disk.of(spare));
    }
    return ExitCode.OK;
  }

  /** Closing the pair closes its disks; closing them once more does nothing. */
  private void create(RemapTargetBuilder builder, Disk main, Disk spare) throws IOException {
    CreatePlan planned = builder.plan();
    Optional<String> content = builder.spareContent();
    sayPlan(planned, main, spare, content);
    if (content.isPresent()) {
      allowOverwriting(spare, content.get());
    }
    if (plan.dryRun) {
      answer(CreateDocument.of(null, main, spare, content, planned));
      say("dry run: nothing was written");
      return;
    }
    try (RemapTarget target = builder.create()) {
      UUID uuid = target.status().pair().uuid();
      answer(CreateDocument.of(uuid, main, spare, content, planned));
      say("created pair " + uuid);
    }
  }

  private void sayPlan(CreatePlan planned, Disk main, Disk spare, Optional<String> content)
      throws IOException {
    say("create a pair");
    say("  main      " + main.describe());
    say("  spare     " + spare.describe());
    if (content.isPresent()) {
      String fate = force ? " (to be overwritten)" : "";
      say("  " + ansi().string("@|bold,red holds|@     ") + content.get() + fate);
    }
    int count = planned.copies().size();
    say(
        "  metadata  "
            + planned.strategy()
            + ", "
            + count
            + (count == 1 ? " copy" : " copies")
            + ", blocks of "
            + planned.blockSize()
            + " bytes");
    for (int i = 0; i < count; i++) {
      SpareExtent copy = planned.copies().get(i);
      long last = copy.sector() + copy.sectors() - 1;
      say("            copy " + i + " on sectors " + copy.sector() + ".." + last);
    }
    say("  slots     " + planned.slots() + " of " + planned.slotSize() + " bytes");
  }

  private void allowOverwriting(Disk spare, String content) throws IOException {
    if (!force) {
      throw new WrongDeviceException(
          "spare is not blank: path="
              + spare.path()
              + ", found="
              + content
              + "; give another spare, or --force to overwrite it");
    }
    if (plan.dryRun || common.yes) {
      return;
    }
    if (!console.canAsk()) {
      throw new IllegalArgumentException(
          "spare is not blank: path="
              + spare.path()
              + ", found="
              + content
              + "; without a terminal to ask on, --force needs --yes");
    }
    if (!console.confirm("Overwrite " + content + " on " + spare.path() + "?")) {
      throw new IllegalArgumentException(
          "not confirmed: path=" + spare.path() + "; nothing was written");
    }
  }

  /** What to assume of both disks, 0 for what they say. */
  private int blockSize() throws IOException {
    if (physicalBlock == null) {
      return 0;
    }
    if (Long.bitCount(physicalBlock) != 1
        || physicalBlock < 512
        || physicalBlock > DeviceGeometry.MAX_BLOCK_SIZE) {
      throw new IllegalArgumentException(
          "no physical block size: --physical-block="
              + physicalBlock
              + "; give a power of two from 512 to "
              + DeviceGeometry.MAX_BLOCK_SIZE);
    }
    for (DeviceSpec device : List.of(pair.main(), pair.spare())) {
      Disk disk = Disk.at(device);
      if (disk.physicalBlockSize() > physicalBlock) {
        throw new IllegalArgumentException(
            "the disk writes larger blocks as one, which a power cut can tear: path="
                + disk.path()
                + ", --physical-block="
                + physicalBlock
                + ", found="
                + disk.physicalBlockSize()
                + "; leave the option out");
      }
    }
    return physicalBlock.intValue();
  }
}
