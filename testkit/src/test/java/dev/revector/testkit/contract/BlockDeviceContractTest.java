package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import dev.revector.MapRun;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDevice;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The devices of this project keep the contract that others are held to. */
class BlockDeviceContractTest {
  private static final long SECTORS = 8192;

  @TempDir Path temp;

  private static Stream<DynamicTest> tests(BlockDeviceContract contract) {
    return contract.checks().stream().map(one -> DynamicTest.dynamicTest(one.name(), one::run));
  }

  private Path file(String name) throws IOException {
    Path file = temp.resolve(name);
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(SECTORS * 512);
    }
    return file;
  }

  @Tag("jdk17")
  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAFile() throws IOException {
    Path file = file("image");
    return tests(
        BlockDeviceContract.of(() -> FileBlockDevice.open(file))
            .readOnly(() -> FileBlockDevice.open(file, new OpenMode(false, 0, -1, 0))));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAPartOfAFile() throws IOException {
    Path file = file("image");
    return tests(
        BlockDeviceContract.of(
                () -> FileBlockDevice.open(file, new OpenMode(true, 65536, 128 << 10, 4096)))
            .readOnly(
                () -> FileBlockDevice.open(file, new OpenMode(false, 65536, 128 << 10, 4096))));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnASimulatedDisk() {
    return tests(simulated(SimulatedDisk.builder(SECTORS).build()));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnALargeBlockDisk() {
    return tests(
        simulated(
            SimulatedDisk.builder(SECTORS).sectorSize(4096).preciseErrors(true).seed(3).build()));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnADiskWithoutACache() {
    return tests(
        simulated(
            SimulatedDisk.builder(64)
                .physicalBlockSize(4096)
                .volatileCache(false)
                .discard(false)
                .readModifyWrite(false)
                .build()));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnTheLargestBlocks() {
    return tests(simulated(SimulatedDisk.builder(SECTORS).physicalBlockSize(65536).build()));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItInAnyOrder() {
    SimulatedDisk disk = SimulatedDisk.builder(SECTORS).physicalBlockSize(65536).build();
    List<DynamicTest> order = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      List<DynamicTest> once = new ArrayList<>(tests(simulated(disk.copy())).toList());
      Collections.shuffle(once, new Random(seed));
      order.addAll(once);
    }
    return order.stream();
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnADiskThatIsPartOfABlock() {
    return tests(simulated(SimulatedDisk.builder(64).physicalBlockSize(65536).build()));
  }

  /** What shares a block with a write in flight may be lost with it. */
  @TestFactory
  Stream<DynamicTest> shouldKeepItWhereWholeBlocksAreWritten() {
    SimulatedDisk fresh = SimulatedDisk.builder(SECTORS).physicalBlockSize(65536).build();
    return tests(simulated(fresh, WholeBlocks::new));
  }

  private static BlockDeviceContract simulated(SimulatedDisk fresh) {
    return simulated(fresh, UnaryOperator.identity());
  }

  private static BlockDeviceContract simulated(
      SimulatedDisk fresh, UnaryOperator<BlockDevice> writer) {
    Slot disk = new Slot(fresh);
    return BlockDeviceContract.of(() -> writer.apply(disk.open()))
        .readOnly(() -> disk.openReadOnly())
        .afterPowerCut(() -> disk.cut(5))
        .badSectors((lba, count) -> disk.now.faults().failUntilWritten(lba, count));
  }

  @Tag("jdk17")
  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAPair() {
    return tests(new Pair(512, false).contract());
  }

  /** Sectors of the areas that are tried lie on the spare, or go there while they are tried. */
  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAPairWithMappedSectors() {
    return tests(new Pair(512, true).contract());
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAPairWithLargeSlots() {
    return tests(new Pair(4096, true).contract());
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItOnAPairOfFiles() throws IOException {
    Path main = file("main");
    Path spare = file("spare");
    RemapTarget.builder()
        .main(FileBlockDevice.open(main))
        .spare(FileBlockDevice.open(spare))
        .create()
        .close();
    return tests(
        BlockDeviceContract.of(
            () ->
                RemapTarget.builder()
                    .main(FileBlockDevice.open(main))
                    .spare(FileBlockDevice.open(spare))
                    .open()));
  }

  /** A simulated disk that can be opened again. */
  private static final class Slot {
    private SimulatedDisk now;

    Slot(SimulatedDisk fresh) {
      this.now = fresh;
    }

    SimulatedDisk open() {
      now = now.copy();
      return now;
    }

    /** The disk as it is, with nobody who writes. */
    BlockDevice openReadOnly() {
      SimulatedDisk disk = open();
      BlockDevice view = disk.readOnlyView();
      disk.close();
      return view;
    }

    SimulatedDisk cut(long seed) {
      now = now.powerCut(PowerCut.random(seed));
      return now;
    }
  }

  /** Two simulated disks as one. */
  private static final class Pair {
    private final Slot main;
    private final Slot spare;
    private final boolean mapped;
    private @Nullable RemapTarget target;

    Pair(int physicalBlockSize, boolean mapped) {
      this.mapped = mapped;
      this.main =
          new Slot(
              SimulatedDisk.builder(SECTORS)
                  .physicalBlockSize(physicalBlockSize)
                  .path("main")
                  .seed(1)
                  .build());
      this.spare =
          new Slot(
              SimulatedDisk.builder(SECTORS * physicalBlockSize / 512)
                  .physicalBlockSize(physicalBlockSize)
                  .path("spare")
                  .seed(2)
                  .build());
    }

    BlockDeviceContract contract() {
      return BlockDeviceContract.of(this::open)
          .readOnly(this::openReadOnly)
          .afterPowerCut(this::cut)
          .badSectors(this::spoil);
    }

    /** Spoils the sectors where they are: on main, and in the slots of those that are mapped. */
    private void spoil(long lba, int count) {
      main.now.faults().failUntilWritten(lba, count);
      for (MapRun run : Objects.requireNonNull(target).runs(lba, count)) {
        MapRun part = run.slice(Math.max(lba, run.lba()), Math.min(lba + count, run.end()));
        if (part.state().hasSlot()) {
          spare.now.faults().failUntilWritten(part.spareSector(), part.count());
        }
      }
    }

    private BlockDevice open() throws IOException {
      return opened(main.open(), spare.open());
    }

    private BlockDevice cut() throws IOException {
      return opened(main.cut(7), spare.cut(8));
    }

    private BlockDevice opened(BlockDevice mainDisk, BlockDevice spareDisk) throws IOException {
      var builder = RemapTarget.builder().main(mainDisk).spare(spareDisk).pair(new UUID(1, 2));
      RemapTarget opened = target == null ? builder.create() : builder.open();
      target = opened;
      if (mapped) {
        opened.remap(2, 3);
        opened.remap(SECTORS - 2, 1);
        main.now.faults().fail(Access.WRITE, 9, 2);
        main.now.faults().fail(Access.WRITE, SECTORS - 9, 2);
      }
      return opened;
    }

    private BlockDevice openReadOnly() throws IOException {
      return RemapTarget.builder()
          .main(main.openReadOnly())
          .spare(spare.openReadOnly())
          .readOnly(true)
          .open();
    }
  }
}
