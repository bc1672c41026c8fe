package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.RemapTarget;
import dev.revector.UnreadableSectorException;
import dev.revector.WrongDeviceException;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import dev.revector.transfer.DmRemapSpare;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every image that the kernel module wrote, whole and with each set of one to four copies hurt, in
 * place and to a new spare: every sector of the disk reads what it must.
 */
class DmRemapImportTest {
  private static final long NEW_SECTORS = 16384;
  private static final int PIECE = 256;
  private static final int COPY_SECTORS = 0x14940 / 512;

  private static final Map<String, Map<Long, Long>> INTACT =
      Map.of("r1", Map.of(1000L, 5000L), "r10", tenRemaps(), "rcoll", Map.of(500L, 7000L));

  private static final Map<String, List<Long>> LOST =
      Map.of("r1", List.of(), "r10", List.of(), "rcoll", List.of(100L, 300L));

  private static Map<Long, Long> tenRemaps() {
    Map<Long, Long> remaps = new HashMap<>();
    for (long i = 0; i < 10; i++) {
      remaps.put(2000 + 8 * i, 5000 + i);
    }
    return remaps;
  }

  /** How a copy is hurt. */
  enum Hurt {
    ONE_BIT,
    MAGIC,
    RECORDS,
    ZEROS,
    NOISE,
    UNREADABLE,
    OLDER
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String name : List.of("r1", "r10", "rcoll")) {
      for (int set = 0; set < 31; set++) {
        cases.add(Arguments.of(name, set));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}, copies hurt {1}")
  @MethodSource("cases")
  void shouldCopyToANewSpare(String name, int hurt) throws IOException {
    SimulatedDisk old = hurt(name, hurt, new Random(hurt));
    SimulatedDisk main = DmRemapImages.main();
    SimulatedDisk fresh = SimulatedDisk.builder(NEW_SECTORS).seed(5).path("new").build();
    byte[] before = Spares.image(old);
    DmRemapSpare found = DmRemapSpare.read(old);
    RemapTarget.builder()
        .main(main)
        .spare(fresh)
        .initialMap(found.initialMap(old, main.geometry()))
        .create()
        .close();
    assertEquals(0, old.counters().writes());
    assertArrayEquals(before, Spares.image(old));
    assertServes(name, main.copy(), fresh.copy());
  }

  @ParameterizedTest(name = "{0}, copies hurt {1}")
  @MethodSource("cases")
  void shouldConvertInPlace(String name, int hurt) throws IOException {
    SimulatedDisk spare = hurt(name, hurt, new Random(hurt));
    SimulatedDisk main = DmRemapImages.main();
    DmRemapSpare found = DmRemapSpare.read(spare);
    RemapTarget.builder()
        .main(main)
        .spare(spare)
        .initialMap(found.initialMap(spare, main.geometry()))
        .create()
        .close();
    SimulatedDisk converted = spare.copy();
    INTACT
        .get(name)
        .values()
        .forEach(s -> assertArrayEquals(DmRemapImages.text('S', s), converted.peek(s, 1)));
    assertEquals(false, DmRemapSpare.isMarked(converted));
    assertServes(name, main.copy(), converted);
  }

  /** The spare's own sectors fail too: that is no reason to refuse a conversion that is done. */
  @Test
  void shouldConvertWhenOldMetadataCanNotBeErased() throws IOException {
    SimulatedDisk spare = DmRemapImages.spare("r10");
    spare.faults().fail(Access.WRITE, 0, 1);
    spare.faults().fail(Access.WRITE, 300, 1);
    SimulatedDisk main = DmRemapImages.main();
    DmRemapSpare found = DmRemapSpare.read(spare);
    RemapTarget.builder()
        .main(main)
        .spare(spare)
        .initialMap(found.initialMap(spare, main.geometry()))
        .create()
        .close();
    assertEquals(List.of(0L), DmRemapSpare.marks(spare.copy()));
    assertServes("r10", main.copy(), spare.copy());
    SimulatedDisk fresh = SimulatedDisk.builder(NEW_SECTORS).path("new").build();
    SimulatedDisk old = spare.copy();
    assertThrows(
        WrongDeviceException.class,
        () ->
            RemapTarget.builder()
                .main(main.copy())
                .spare(fresh)
                .initialMap(found.initialMap(old, main.geometry()))
                .create());
    assertEquals(0, fresh.counters().writes());
  }

  private static void assertServes(String name, SimulatedDisk main, SimulatedDisk spare)
      throws IOException {
    try (RemapTarget target = RemapTarget.builder().main(main).spare(spare).open()) {
      for (long lba = 0; lba < DmRemapImages.SECTORS; lba += PIECE) {
        assertReads(target, name, lba);
      }
      assertEquals(LOST.get(name).size(), target.status().lostSectors());
      assertEquals(INTACT.get(name).size(), target.status().remappedSectors());
      assertEquals(List.of(), target.check(false).findings());
      assertEquals(5, target.status().metadata().copies().size());
    }
  }

  /** A piece is read as one where no sector of it is lost, else sector by sector. */
  private static void assertReads(RemapTarget target, String name, long first) throws IOException {
    ByteBuffer expected = ByteBuffer.allocate(PIECE * 512);
    ByteBuffer found = ByteBuffer.allocate(PIECE * 512);
    boolean whole = LOST.get(name).stream().noneMatch(lba -> lba >= first && lba < first + PIECE);
    if (whole) {
      target.read(first, found);
    }
    for (long lba = first; lba < first + PIECE; lba++) {
      long asked = lba;
      Long at = INTACT.get(name).get(lba);
      ByteBuffer sector = found.slice((int) (lba - first) * 512, 512);
      if (LOST.get(name).contains(lba)) {
        assertThrows(UnreadableSectorException.class, () -> target.read(asked, sector));
        expected.put(new byte[512]);
      } else {
        if (!whole) {
          target.read(lba, sector);
        }
        expected.put(at == null ? DmRemapImages.text('M', lba) : DmRemapImages.text('S', at));
      }
    }
    assertArrayEquals(expected.array(), found.array(), "sectors from " + first);
  }

  /** The image with some copies hurt, each in its own way. */
  private static SimulatedDisk hurt(String name, int set, Random random) throws IOException {
    SimulatedDisk disk = DmRemapImages.spare(name);
    for (int copy = 0; copy < 5; copy++) {
      if ((set >>> copy & 1) == 1) {
        hurt(disk, copy * 256L, Hurt.values()[random.nextInt(Hurt.values().length)], random);
      }
    }
    return disk;
  }

  private static void hurt(SimulatedDisk disk, long sector, Hurt how, Random random) {
    byte[] copy = disk.peek(sector, COPY_SECTORS + 1);
    switch (how) {
      case ONE_BIT -> copy[random.nextInt(0x14940)] ^= (byte) (1 << random.nextInt(8));
      case MAGIC -> copy[0] = 0;
      case RECORDS -> random.nextBytes(copy);
      case ZEROS -> Arrays.fill(copy, (byte) 0);
      case NOISE -> {
        byte[] noise = new byte[copy.length - 4];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, copy, 4, noise.length);
      }
      case UNREADABLE -> disk.faults().failUntilWritten(sector + random.nextInt(COPY_SECTORS), 1);
      case OLDER -> {
        ByteBuffer bytes = ByteBuffer.wrap(copy).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(8, 1);
        bytes.putInt(0x128, 0);
        bytes.putInt(0x18, DmRemapSums.sum(copy));
      }
    }
    disk.poke(sector, copy);
  }
}
