package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.WrongDeviceException;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pair knows its main, whatever it is called today, and takes another only when told to. */
class MainIdentityTest {
  private static final String OLD = "file:1@0 ext:a";

  private SimulatedDisk main;
  private SimulatedDisk spare;

  @BeforeEach
  void create() throws IOException {
    main = SimulatedDisk.builder(4096).path("main").stableId(OLD).build();
    spare = SimulatedDisk.builder(8192).path("spare").build();
    try (RemapTarget target = RemapTarget.builder().main(main.copy()).spare(spare).create()) {
      target.remap(7, 3);
    }
  }

  private RemapTargetBuilder pair(SimulatedDisk with) {
    // Closing the pair closed its disks.
    spare = spare.copy();
    return RemapTarget.builder().main(with.copy()).spare(spare);
  }

  private static void expectRefusal(RemapTargetBuilder builder, String found) {
    WrongDeviceException e = assertThrows(WrongDeviceException.class, builder::open);
    assertTrue(e.toString().contains("expected=" + OLD + ", found=" + found), e.toString());
  }

  @Test
  void shouldRefuseAnotherDiskByNameAndWriteNothing() {
    SimulatedDisk other = main.copyAs("/dev/main", "wwn:other ext:b");
    expectRefusal(pair(other), "wwn:other ext:b");
    assertEquals(0, spare.counters().writes());
    expectRefusal(pair(other).readOnly(true), "wwn:other ext:b");
  }

  @Test
  void shouldRefuseADiskThatDoesNotSayWhoItIs() {
    expectRefusal(pair(main.copyAs("/dev/main", "")), "a disk without a name");
  }

  @Test
  void shouldTakeADiskThatHasOneOfMainsNames() throws IOException {
    pair(main.copyAs("moved", "file:2@0 ext:a")).open().close();
    pair(main.copyAs("formatted", "file:2@0 ext:c")).open().close();
    try (RemapTarget target = pair(main.copyAs("copied again", "file:3@0 ext:c")).open()) {
      assertEquals("file:3@0 ext:c", target.status().pair().mainStableId());
    }
  }

  @Test
  void shouldRememberADiskThatIsAcceptedAndRefuseTheOldOne() throws IOException {
    SimulatedDisk other = main.copyAs("other", "wwn:other");
    try (RemapTarget target = pair(other).acceptMain(true).open()) {
      assertEquals("wwn:other", target.status().pair().mainStableId());
      assertEquals(3, target.runs(0, 4096).get(0).count());
    }
    try (RemapTarget target = pair(other).open()) {
      assertTrue(target.check(false).clean());
    }
    WrongDeviceException e = assertThrows(WrongDeviceException.class, () -> pair(main).open());
    assertTrue(e.toString().contains("expected=wwn:other, found=" + OLD), e.toString());
  }

  @Test
  void shouldAllowALookWithoutRememberingIt() throws IOException {
    SimulatedDisk other = main.copyAs("other", "wwn:other");
    other.write(100, ByteBuffer.allocate(512).put(0, (byte) 5));
    try (RemapTarget target = pair(other).acceptMain(true).readOnly(true).open()) {
      ByteBuffer sector = ByteBuffer.allocate(512);
      target.read(100, sector);
      assertEquals(5, sector.get(0));
    }
    assertEquals(0, spare.counters().writes());
    pair(main).open().close();
  }

  @Test
  void shouldNotAcceptASmallerDisk() {
    SimulatedDisk smaller = main.copyAs("other", "wwn:other").resize(2048);
    WrongDeviceException e =
        assertThrows(WrongDeviceException.class, () -> pair(smaller).acceptMain(true).open());
    assertTrue(e.toString().contains("4096 sectors of 512 bytes"), e.toString());
  }

  @Test
  void shouldSurviveAPowerCutAnywhereInTheAcceptance() throws IOException {
    SimulatedDisk other = main.copyAs("other", "wwn:other");
    SimulatedDisk before = spare;
    int at = 0;
    boolean finished = false;
    for (; !finished; at++) {
      SimulatedDisk cut = before.copy();
      cut.cutAfter(at);
      finished = tryAccepting(other, cut);
      spare = cut.powerCut(PowerCut.random(at, 20, PowerCut.UNREADABLE));
      try (RemapTarget target = pair(other).acceptMain(true).open()) {
        assertEquals(3, target.runs(0, 4096).get(0).count(), "cut at " + at);
      }
      try (RemapTarget target = pair(other).open()) {
        assertTrue(target.check(false).clean(), "cut at " + at);
      }
    }
    assertTrue(at > 10, "operations=" + at);
  }

  private static boolean tryAccepting(SimulatedDisk other, SimulatedDisk spare) {
    try {
      RemapTarget.builder().main(other.copy()).spare(spare).acceptMain(true).open();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
