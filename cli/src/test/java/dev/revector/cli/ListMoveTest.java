package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.cli.demo.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots are larger than a sector: 80 to 87 share one. */
class ListMoveTest {
  private static final int MIB = 1 << 20;
  private static final List<Extent> LIST = List.of(new Extent(80, 1), new Extent(85, 1));

  @TempDir Path folder;
  private Images images;

  @BeforeEach
  void create() throws IOException {
    images = Images.make(folder, MIB, 16 * MIB);
    images.run("create", "--physical-block", "4096").expect(ExitCode.OK);
  }

  /** Opens the pair after sectors from 80 on went bad. */
  private RemapTarget open(int bad) throws IOException {
    BlockDevice main = Simulation.failing(images.main(), folder.resolve("bad"), 80, bad);
    return RemapTarget.builder().main(main).spare(Simulation.open(images.spare())).open();
  }

  @Test
  void shouldCountASlotOnceThatSeveralSectorsAreIn() throws IOException {
    try (RemapTarget target = open(8)) {
      assertEquals(new ListMove(8, 0, 8), ListMove.of(target, LIST));
      assertEquals(8, target.status().pendingSectors());
    }
  }

  @Test
  void shouldCountNothingTwiceThatWasPendingBefore() throws IOException {
    try (RemapTarget target = open(8)) {
      target.markPending(List.of(new Extent(82, 3)), RemapReason.IMPORTED);
      assertEquals(new ListMove(5, 0, 8), ListMove.of(target, LIST));
      assertEquals(new ListMove(0, 0, 8), ListMove.of(target, LIST));
    }
  }

  @Test
  void shouldCountBothPartsOfASlot() throws IOException {
    try (RemapTarget target = open(1)) {
      assertEquals(new ListMove(1, 7, 1), ListMove.of(target, LIST));
    }
  }

  @Test
  void shouldMoveWhatWasPendingAndIsReadable() throws IOException {
    try (RemapTarget target = open(0)) {
      target.markPending(LIST, RemapReason.IMPORTED);
      assertEquals(new ListMove(0, 8, 0), ListMove.of(target, LIST));
      assertEquals(new ListMove(0, 0, 0), ListMove.of(target, LIST));
      assertEquals(0, target.status().pendingSectors());
    }
  }
}
