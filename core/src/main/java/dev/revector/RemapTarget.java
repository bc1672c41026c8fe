package dev.revector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A main disk and its spares as one disk that has no bad sectors as long as spare slots last.
 *
 * <p>It has main's sectors. A write that main refuses goes to a spare slot, and returns after data
 * and map are durable. A read of a sector without readable data is an {@link
 * UnreadableSectorException} that names exactly the bad sectors; it never returns made-up data.
 * Such a sector is <i>pending</i> (no slot) or <i>lost</i> (it has a slot without data) until it is
 * written or {@linkplain #fill filled}.
 *
 * <p><b>Threads.</b> All methods may be called by any number of threads at once, virtual ones too.
 * A sector that is not in the map costs no lock. A sector being moved makes only requests that
 * touch it wait. As on any disk, requests that overlap and run at once have no order; a write of
 * several sectors that meets a bad one is written again, so readers may see it, then another write,
 * then it once more, until it returns.
 *
 * <p><b>Failed flush.</b> After a failed flush of main or a spare the target is poisoned: writes
 * and flushes throw {@link PoisonedException} until the pair is opened again, reads go on.
 *
 * @since 0.1
 */
public interface RemapTarget extends BlockDevice {

  /** A builder, to create or open a pair. */
  static RemapTargetBuilder builder() {
    return new RemapTargetBuilder();
  }

  /**
   * Moves sectors to the spare by hand, with their data, before main loses them. Whole slots are
   * moved: the sectors around the range that share its first and last slot go along. Where all
   * sectors of a slot are mapped already they stay where they are; where only some are, they move
   * to another slot together with the others.
   *
   * @throws UnreadableSectorException if some can't be read: those on main became pending, those in
   *     a slot stay there, the others moved
   * @throws SparesExhaustedException if slots ran out: what was moved before stays moved
   */
  void remap(long lba, long count) throws IOException;

  /** Like {@link #remap(long, long)}, with the reason that the map is to name. */
  void remap(long lba, long count, RemapReason reason) throws IOException;

  /**
   * Marks sectors as pending on someone else's word, such as another tool's list; main is not
   * asked. Until they are written, filled or released, readers get an error. Sectors in the map
   * already stay as they are.
   *
   * @param sectors in any order, also overlapping
   * @return the number of sectors that were not in the map before
   * @throws IllegalArgumentException if one lies outside the target; nothing was changed
   * @throws SparesExhaustedException if metadata has no room; what was marked before stays marked
   */
  long markPending(List<Extent> sectors, RemapReason reason) throws IOException;

  /**
   * Moves sectors back to main: writes their data there, flushes, reads it back, and frees the
   * slot. A pending sector that main reads now without error is healthy again. Sectors not in the
   * map stay as they are.
   *
   * @throws MediumException if main fails to hold one; it stays mapped
   * @throws UnreadableSectorException if a sector has no data to move back; it stays as it is
   * @throws SparesExhaustedException if metadata has no room for a run that is cut in two: what was
   *     released before stays released
   */
  void release(long lba, long count) throws IOException;

  /**
   * Puts rescued data in place of pending or lost sectors; a write that refuses to touch any other
   * sector.
   *
   * @throws IllegalArgumentException if one of the sectors is neither pending nor lost
   */
  void fill(long lba, ByteBuffer source) throws IOException;

  /**
   * The runs in the map, pending ones included, that touch {@code [lba, lba + count)}, ascending.
   */
  List<MapRun> runs(long lba, long count);

  /** The spare sectors that failed and are out of use for ever, by spare, ascending. */
  List<MetadataStatus.SpareExtent> retired();

  /** The pair's state. */
  PairStatus status();

  /** Reads and verifies all metadata, and mends it if {@code repair} is set. */
  MetadataCheck check(boolean repair) throws IOException;

  /** Flushes what is not flushed yet and releases main, spares and locks. */
  @Override
  void close() throws IOException;
}
