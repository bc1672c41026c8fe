package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.Extent;
import dev.revector.MetadataStatus;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.MetadataStatus.SpareExtent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks of 4 KiB in the words of the public API: sectors of 512 bytes, and states. */
class ReportTest {
  private static final Layout LAYOUT =
      new Layout(
          7,
          4096,
          "linear",
          8,
          10,
          1,
          0,
          List.of(60L),
          List.of(
              List.of(new BlockRun(0, 30, 15), new BlockRun(0, 10, 5)),
              List.of(new BlockRun(1, 2, 20)),
              List.of(new BlockRun(0, 70, 20))));

  private final Report report = new Report(HandMadePair.withLayout(HandMadePair.NEWEST, LAYOUT));

  @Test
  void shouldReserveTheSectorsOfEachSpare() {
    assertEquals(8, report.sectorsPerBlock());
    assertEquals(4096, report.blockSize());
    assertEquals(Samples.pair(), report.pair());
    assertEquals(
        List.of(new Extent(80, 40), new Extent(240, 120), new Extent(480, 8), new Extent(560, 160)),
        report.reservation(LAYOUT, 0));
    assertEquals(List.of(new Extent(16, 160)), report.reservation(LAYOUT, 1));
    assertEquals(List.of(), report.reservation(LAYOUT, 2));
  }

  @Test
  void shouldTellTheStateOfEachCopy() {
    List<CopyState> states = List.of(CopyState.FENCED, CopyState.DAMAGED, CopyState.VALID);
    assertEquals(
        status(
            true,
            new Copy(0, CopyState.FENCED, 0, extents(0)),
            new Copy(1, CopyState.DAMAGED, 44, extents(1)),
            new Copy(2, CopyState.EVICTED, 0, extents(2))),
        report.status(LAYOUT, 0b101, 44, 6, states, true));
  }

  @Test
  void shouldCountCopiesOfAWriterAsWholeUnlessTheyLeft() {
    assertEquals(
        status(
            false,
            new Copy(0, CopyState.VALID, 44, extents(0)),
            new Copy(1, CopyState.EVICTED, 0, extents(1)),
            new Copy(2, CopyState.VALID, 44, extents(2))),
        report.status(LAYOUT, 0b010, 44, 6, List.of(), false));
  }

  private static MetadataStatus status(boolean live, Copy... copies) {
    return new MetadataStatus("linear", 4096, 44, 6, 7, live, List.of(copies));
  }

  private static List<SpareExtent> extents(int copy) {
    return List.of(
            List.of(new SpareExtent(0, 240, 120), new SpareExtent(0, 80, 40)),
            List.of(new SpareExtent(1, 16, 160)),
            List.of(new SpareExtent(0, 560, 160)))
        .get(copy);
  }
}
