package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDeviceException;
import dev.revector.DeviceGeometry;
import dev.revector.MetadataDamagedException;
import dev.revector.RemapTarget;
import dev.revector.UnsupportedFormatException;
import dev.revector.WrongDeviceException;
import dev.revector.testkit.SimulatedDisk;
import dev.revector.transfer.DmRemapSpare;
import dev.revector.transfer.DmRemapSpare.CopyState;
import dev.revector.transfer.DmRemapSpare.Fate;
import dev.revector.transfer.DmRemapSpare.Remap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of a spare that the kernel module wrote, beyond what the real images show. */
class DmRemapSpareTest {
  private static final long SECTORS = 16384;
  private static final DeviceGeometry MAIN = new DeviceGeometry(SECTORS, 512, 512);

  private final SimulatedDisk disk = SimulatedDisk.builder(SECTORS).path("old").build();

  private static DmRemapWriter copy(long sequence) {
    return new DmRemapWriter(sequence, SECTORS, SECTORS);
  }

  private static List<Fate> fates(DmRemapSpare spare) {
    return spare.remaps().stream().map(Remap::fate).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1024, 2048, 4096, 8192})
  void shouldFindACopyOfTheEarlierLayout(long sector) throws IOException {
    copy(7).remap(10, 5000).put(disk, sector, 3);
    assertTrue(DmRemapSpare.isMarked(disk));
    DmRemapSpare found = DmRemapSpare.read(disk);
    assertEquals(List.of(new Remap(10, 5000, 1_700_000_000L, 1, Fate.INTACT)), found.remaps());
    assertEquals(7, found.sequence());
  }

  @Test
  void shouldTakeTheHighestSequenceThatIsWhole() throws IOException {
    copy(-1).remap(1, 6000).put(disk, 256, 0);
    copy(8).remap(1, 6001).put(disk, 512, 0);
    copy(9).remap(1, 6002).put(disk, 768, 0);
    assertEquals(6000, DmRemapSpare.read(disk).remaps().get(0).spareSector());
    disk.corrupt(256, 1, 1);
    assertEquals(6002, DmRemapSpare.read(disk).remaps().get(0).spareSector());
    disk.faults().fail(dev.revector.testkit.FaultPlan.Access.READ, 800, 1);
    DmRemapSpare found = DmRemapSpare.read(disk);
    assertEquals(6001, found.remaps().get(0).spareSector());
    assertEquals(CopyState.UNREADABLE, found.copies().get(3).state());
  }

  @Test
  void shouldTakeTheLastRecordOfASector() throws IOException {
    copy(1).remap(10, 5000).remap(11, 5001).remap(10, 5002).put(disk, 0, 0);
    DmRemapSpare found = DmRemapSpare.read(disk);
    assertEquals(3, found.records());
    assertEquals(2, found.remaps().size());
    assertEquals(5002, found.remaps().get(0).spareSector());
  }

  @Test
  void shouldBelieveNothingOfWhatCanNotBe() throws IOException {
    copy(1)
        .remap(1, SECTORS)
        .remap(2, -1)
        .remap(3, 5000)
        .remap(4, 5000)
        .remap(5, 1279)
        .remap(6, 1280)
        .remap(SECTORS, 5001)
        .remap(-5, 5002)
        .put(disk, 0, 0)
        .put(disk, 256, 0);
    DmRemapSpare found = DmRemapSpare.read(disk);
    assertEquals(
        List.of(
            Fate.BEYOND_SPARE,
            Fate.BEYOND_SPARE,
            Fate.SHARED,
            Fate.SHARED,
            Fate.IN_METADATA,
            Fate.INTACT),
        fates(found));
    assertEquals(2, found.foreign().size());
  }

  /** Sectors 2048 to 2303 are metadata in the earlier layout only, 256 to 511 in the later only. */
  @Test
  void shouldTellWhichLayoutWasInUse() throws IOException {
    copy(1).remap(1, 300).remap(2, 2100).put(disk, 0, 0);
    assertEquals(List.of(Fate.IN_METADATA, Fate.IN_METADATA), fates(DmRemapSpare.read(disk)));
    copy(1).remap(1, 300).remap(2, 2100).put(disk, 512, 0);
    assertEquals(List.of(Fate.IN_METADATA, Fate.INTACT), fates(DmRemapSpare.read(disk)));
    disk.poke(512, new byte[512]);
    copy(1).remap(1, 300).remap(2, 2100).put(disk, 4096, 0);
    assertEquals(List.of(Fate.INTACT, Fate.IN_METADATA), fates(DmRemapSpare.read(disk)));
  }

  @Test
  void shouldRefuseWhatIsNoneOrDamagedOrOfAnotherVersion() throws IOException {
    assertFalse(DmRemapSpare.isMarked(disk));
    assertThrows(WrongDeviceException.class, () -> DmRemapSpare.read(disk));
    copy(1).field(4, 5).put(disk, 0, 0);
    assertThrows(UnsupportedFormatException.class, () -> DmRemapSpare.read(disk));
    copy(1).field(0x128, 2049).put(disk, 256, 0);
    assertThrows(MetadataDamagedException.class, () -> DmRemapSpare.read(disk));
    copy(1).field(0x88, 4096).put(disk, 256, 0);
    assertThrows(MetadataDamagedException.class, () -> DmRemapSpare.read(disk));
    copy(1).put(disk, 512, 0);
    DmRemapSpare found = DmRemapSpare.read(disk);
    assertEquals(CopyState.OTHER_VERSION, found.copies().get(0).state());
    DeviceGeometry small = new DeviceGeometry(SECTORS - 1, 512, 512);
    assertThrows(WrongDeviceException.class, () -> found.initialMap(disk, small));
    DeviceGeometry native4k = new DeviceGeometry(SECTORS, 4096, 4096);
    assertThrows(WrongDeviceException.class, () -> found.initialMap(disk, native4k));
  }

  /** Spoils metadata, half of the time with a right checksum: a typed refusal, or a pair. */
  @Property(tries = 300)
  void shouldRefuseOrServeWhateverItIsGiven(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] metadata = new byte[(DmRemapWriter.BYTES + 511) / 512 * 512];
    SimulatedDisk old = SimulatedDisk.builder(SECTORS).path("old").build();
    DmRemapWriter writer = copy(5);
    for (int i = 0; i < 20; i++) {
      writer.remap(random.nextInt((int) SECTORS), 1280 + random.nextInt(9000));
    }
    writer.put(old, 0, 0);
    System.arraycopy(old.peek(0, metadata.length / 512), 0, metadata, 0, metadata.length);
    ByteBuffer bytes = ByteBuffer.wrap(metadata).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(random.nextBoolean() ? 0x160 : 0x138 + 40 * 21) / 4 * 4;
      bytes.putInt(at, random.nextBoolean() ? random.nextInt() : random.nextInt(20000));
    }
    if (random.nextBoolean()) {
      bytes.putInt(0, 0x444D5234).putInt(4, 4).putInt(0x20, DmRemapWriter.BYTES);
      bytes.putInt(0x88, 512).putInt(0x18, DmRemapSums.sum(metadata));
    }
    old.poke(0, metadata);
    SimulatedDisk main = SimulatedDisk.builder(SECTORS).path("main").build();
    SimulatedDisk fresh = SimulatedDisk.builder(8192).path("new").build();
    try {
      DmRemapSpare found = DmRemapSpare.read(old);
      try (RemapTarget target =
          RemapTarget.builder()
              .main(main)
              .spare(fresh)
              .initialMap(found.initialMap(old, MAIN))
              .create()) {
        long intact = found.remaps().stream().filter(one -> one.fate() == Fate.INTACT).count();
        assertEquals(intact, target.status().remappedSectors());
        assertEquals(found.remaps().size() - intact, target.status().lostSectors());
      }
    } catch (BlockDeviceException e) {
      assertEquals(0, fresh.counters().writes(), e.toString());
    }
  }
}
