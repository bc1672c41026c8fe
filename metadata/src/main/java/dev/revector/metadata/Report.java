package dev.revector.metadata;

import dev.revector.Extent;
import dev.revector.MetadataStatus;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.PairIdentity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says what the metadata is like in the words and units of the public API. Immutable. */
final class Report {
  private final PairIdentity pair;
  private final int blockSize;

  Report(Header header) {
    this.pair = header.pair();
    this.blockSize = header.layout().blockSize();
  }

  PairIdentity pair() {
    return pair;
  }

  int blockSize() {
    return blockSize;
  }

  int sectorsPerBlock() {
    return blockSize / pair.main().sectorSize();
  }

  /** The sectors of a spare that metadata holds, ascending. */
  List<Extent> reservation(Layout layout, int spare) {
    return layout.reservation().stream()
        .filter(run -> run.spare() == spare)
        .sorted(Comparator.comparingLong(BlockRun::first))
        .map(run -> extent(run.first(), run.count()))
        .toList();
  }

  private Extent extent(long firstBlock, long blocks) {
    return new Extent(firstBlock * sectorsPerBlock(), blocks * sectorsPerBlock());
  }

  MetadataStatus status(
      Layout layout, int evicted, long head, long epoch, List<CopyState> states, boolean live) {
    List<Copy> copies = new ArrayList<>();
    for (int copy = 0; copy < layout.copies().size(); copy++) {
      CopyState state = states.isEmpty() ? CopyState.VALID : states.get(copy);
      boolean out = (evicted >>> copy & 1) == 1;
      copies.add(
          new Copy(
              copy,
              out && state != CopyState.FENCED ? CopyState.EVICTED : state,
              out ? 0 : head,
              extents(layout.copies().get(copy))));
    }
    return new MetadataStatus(
        layout.strategy(), blockSize, head, epoch, layout.generation(), live, copies);
  }

  List<SpareExtent> extents(List<BlockRun> runs) {
    return runs.stream()
        .map(
            run ->
                new SpareExtent(
                    run.spare(), run.first() * sectorsPerBlock(), run.count() * sectorsPerBlock()))
        .toList();
  }
}
