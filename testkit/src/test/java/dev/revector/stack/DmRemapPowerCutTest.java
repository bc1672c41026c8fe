package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.UnreadableSectorException;
import dev.revector.WrongDeviceException;
import dev.revector.testkit.Operation.Kind;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import dev.revector.transfer.DmRemapSpare;
import dev.revector.transfer.DmRemapSpare.CopyState;
import dev.revector.transfer.DmRemapSpare.Fate;
import dev.revector.transfer.DmRemapSpare.Remap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cuts the power at every request of a conversion in place, keeps, loses and tears what was not
 * flushed, and demands the old or the new: either the module's metadata is as it was and the
 * conversion can be begun anew, or the pair opens and serves every remapped sector.
 */
class DmRemapPowerCutTest {
  private static final boolean DEEP = Boolean.getBoolean("revector.deep");
  private static final int WAYS = 3;

  /** How often each was found, so that a test that sees only one of them fails. */
  private int old;

  private int converted;
  private int requests;

  @ParameterizedTest
  @CsvSource({"r1, 512, 8192", "r10, 512, 8192", "rcoll, 512, 32768", "r10, 4096, 8192"})
  void shouldLeaveTheOldOrTheNew(String name, int physicalBlock, int sectors) throws IOException {
    // A shorter spare has smaller metadata blocks, or fewer copies.
    SimulatedDisk fresh = DmRemapImages.spare(name, physicalBlock).resize(sectors);
    List<Remap> remaps = DmRemapSpare.read(fresh).remaps();
    fresh.listen(
        operation -> {
          if (operation.kind() != Kind.READ) {
            verifyCuts(fresh, remaps, name + ", cut at " + requests++);
          }
        });
    convert(fresh);
    verifyCuts(fresh, remaps, name + ", converted");
    assertTrue(old > 20 && converted >= 3, "old=" + old + ", converted=" + converted);
  }

  private void verifyCuts(SimulatedDisk spare, List<Remap> remaps, String where) {
    for (int way = DEEP ? 0 : requests % WAYS; way < WAYS; way += DEEP ? 1 : WAYS) {
      try {
        verify(spare.powerCut(way(way, requests)), remaps, where + ", way " + way);
      } catch (IOException e) {
        throw new UncheckedIOException(where + ", way " + way, e);
      }
    }
  }

  private static PowerCut way(int cut, int at) {
    return switch (cut) {
      case 0 -> PowerCut.all();
      case 1 -> PowerCut.random(at, 30, PowerCut.GARBAGE);
      default -> PowerCut.random(at, 30, PowerCut.UNREADABLE);
    };
  }

  private static void convert(SimulatedDisk spare) throws IOException {
    SimulatedDisk main = main();
    DmRemapSpare found = DmRemapSpare.read(spare);
    RemapTarget.builder()
        .main(main)
        .spare(spare)
        .initialMap(found.initialMap(spare, main.geometry()))
        .create()
        .close();
  }

  private static SimulatedDisk main() {
    return SimulatedDisk.builder(DmRemapImages.SECTORS).path("main").build();
  }

  private void verify(SimulatedDisk spare, List<Remap> remaps, String where) throws IOException {
    SimulatedDisk looked = spare.copy();
    try {
      RemapTarget.builder().spare(looked).readOnly(true).open().close();
    } catch (WrongDeviceException e) {
      assertTrue(e.getMessage().contains("import --from dm-remap"), where + ": " + e);
      old++;
      assertOld(spare, remaps, where);
      return;
    } catch (IOException e) {
      throw new AssertionError(where, e);
    }
    converted++;
    assertNew(spare, remaps, where);
  }

  private static void assertOld(SimulatedDisk spare, List<Remap> remaps, String where)
      throws IOException {
    DmRemapSpare found = DmRemapSpare.read(spare);
    assertEquals(remaps, found.remaps(), where);
    long whole = found.copies().stream().filter(one -> one.state() == CopyState.VALID).count();
    assertEquals(5, whole, where);
    for (Remap remap : remaps) {
      if (remap.fate() == Fate.INTACT) {
        byte[] text = DmRemapImages.text('S', remap.spareSector());
        assertArrayEquals(text, spare.peek(remap.spareSector(), 1), where);
      }
    }
    if (new Random(where.hashCode()).nextInt(4) == 0) {
      convert(spare);
      assertNew(spare.copy(), remaps, where);
    }
  }

  private static void assertNew(SimulatedDisk spare, List<Remap> remaps, String where)
      throws IOException {
    try (RemapTarget target = RemapTarget.builder().main(main()).spare(spare).open()) {
      for (Remap remap : remaps) {
        ByteBuffer sector = ByteBuffer.allocate(512);
        if (remap.fate() == Fate.INTACT) {
          target.read(remap.lba(), sector);
          assertArrayEquals(DmRemapImages.text('S', remap.spareSector()), sector.array(), where);
        } else {
          assertThrows(
              UnreadableSectorException.class, () -> target.read(remap.lba(), sector), where);
          assertEquals(SectorState.LOST, target.runs(remap.lba(), 1).get(0).state(), where);
        }
      }
      assertEquals(List.of(), target.check(false).findings(), where);
    }
    assertFalse(DmRemapSpare.isMarked(spare.copy()), where);
  }
}
