package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock may say anything at any opening: times are shown to people, and order nothing. */
class ClockJumpTest {
  private static final long NOW = 1_700_000_000L;
  private static final int SECTORS = 4;

  private static RemapTargetBuilder at(long seconds, SimPair pair) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
    return RemapTarget.builder().main(pair.main()).spare(pair.spare()).clock(clock);
  }

  @ParameterizedTest
  @ValueSource(longs = {NOW - 1, NOW - 86_401, NOW + 86_401, 0, -1_000_000, 1L << 32, 1L << 40})
  void shouldKeepTheNewestMapWhateverTheClockSays(long then) throws IOException {
    SimPair pair = SimPair.fresh(new Setup(3, 52 << 10, 512, 512), 1);
    List<SpareExtent> oldCopy;
    try (RemapTarget target = at(NOW, pair).copies(3).create()) {
      target.remap(20, SECTORS);
      target.write(20, Stamp.of(20, SECTORS, 1));
      target.flush();
      oldCopy = target.status().metadata().copies().get(0).extents();
    }
    SimPair later = pair.copy();
    try (RemapTarget target = at(then, later).open()) {
      expect(target, 20, 1);
      target.write(20, Stamp.of(20, SECTORS, 2));
      target.remap(40, SECTORS);
      target.release(20, SECTORS);
      target.write(20, Stamp.of(20, SECTORS, 3));
      target.write(40, Stamp.of(40, SECTORS, 4));
      target.flush();
    }
    SimPair survivor = later.cut(PowerCut.none(), PowerCut.none());
    oldCopy.forEach(extent -> putBack(extent, pair.spare(), survivor.spare()));
    try (RemapTarget target = at(NOW, survivor).open()) {
      expect(target, 20, 3);
      expect(target, 40, 4);
      assertEquals(List.of(), target.runs(20, SECTORS));
      assertEquals(1, target.runs(40, SECTORS).size());
      assertEquals(List.of(), target.check(false).findings());
    }
  }

  private static void putBack(SpareExtent extent, SimulatedDisk old, SimulatedDisk spare) {
    spare.poke(extent.sector(), old.peek(extent.sector(), Math.toIntExact(extent.sectors())));
  }

  private static void expect(RemapTarget target, int lba, int version) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(SECTORS * Stamp.BYTES);
    target.read(lba, data);
    assertEquals(Stamp.of(lba, SECTORS, version), data.flip());
  }
}
