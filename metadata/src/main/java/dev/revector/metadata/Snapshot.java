package dev.revector.metadata;

import dev.revector.metadata.HeaderSearch.Found;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the spares, as read and judged by {@link Reader}.
 *
 * @param header the newest header whose table could be read
 * @param headerHash its payload hash
 * @param fenced copies whose own blocks put them out of use, by bit
 * @param excluded copies that are out of use, by bit
 * @param headers what each copy's two header slots hold, null where there is no whole header
 * @param table the map, journal included
 * @param tree where the table's blocks stand
 * @param chain the journal's records after those in the table
 * @param rings what each lane holds, in the order of {@code lanes}
 * @param lanes the lanes that were read
 * @param damages blocks of the table that are wrong somewhere
 */
record Snapshot(
    Header header,
    long headerHash,
    int fenced,
    int excluded,
    List<@Nullable Found[]> headers,
    EntryTable table,
    TableTree tree,
    List<JournalRecord> chain,
    List<@Nullable JournalRecord[]> rings,
    List<Lane> lanes,
    List<Damage> damages) {

  /**
   * True when a copy is out of use, so that it may have been built anew elsewhere since, and no
   * other proves the contrary: a newer header may be hidden.
   */
  boolean mayBeBehind() {
    return excluded != 0 && !HeaderProof.isNewest(headers, excluded);
  }

  /**
   * Where an older header has copies that this one has elsewhere, if not retired. When the power
   * went before such a place was retired, it is free, and data there would cover the fence that
   * keeps it out of use.
   */
  List<BlockRun> placesLeft() {
    Set<BlockRun> left = new LinkedHashSet<>();
    for (int copy = 0; copy < headers.size(); copy++) {
      for (Found found : headers.get(copy)) {
        if (found != null && (excluded >>> copy & 1) == 0 && header.isNewerThan(found.header())) {
          left.addAll(placesLeft(found.header().layout(), header.layout()));
        }
      }
    }
    if (left.isEmpty()) {
      return List.of(); // as almost always; the table may be large
    }
    int sectorsPerBlock = header.layout().blockSize() / header.pair().main().sectorSize();
    table.forEachRetired(
        run -> {
          long first = run.sector() / sectorsPerBlock;
          long end = (run.sector() + run.count() + sectorsPerBlock - 1) / sectorsPerBlock;
          left.removeIf(new BlockRun(run.spare(), first, end - first)::intersects);
        });
    return List.copyOf(left);
  }

  private static List<BlockRun> placesLeft(Layout before, Layout since) {
    List<BlockRun> left = new ArrayList<>();
    int both = Math.min(before.copies().size(), since.copies().size());
    for (int copy = 0; copy < both; copy++) {
      if (!before.place(copy, Layout.HEADER_A).equals(since.place(copy, Layout.HEADER_A))) {
        left.addAll(before.copies().get(copy));
      }
    }
    return left;
  }

  /** Sequence of the last record. */
  long head() {
    return header.covered() + chain.size();
  }

  /** Payload hash of the last record. */
  long headHash() {
    return chain.isEmpty() ? header.coveredHash() : chain.get(chain.size() - 1).hash();
  }

  /** The highest epoch that wrote anything. */
  long epoch() {
    return chain.isEmpty()
        ? header.epoch()
        : Math.max(header.epoch(), chain.get(chain.size() - 1).epoch());
  }
}
