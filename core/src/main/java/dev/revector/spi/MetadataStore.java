package dev.revector.spi;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataCheck;
import dev.revector.MetadataStatus;
import dev.revector.PairIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The durable map of one pair. What {@link #commit} acknowledged is there after any power cut.
 *
 * <p>Made by a {@link MetadataStoreProvider}. Between open and the first commit the engine reads
 * the map, the reservation and the retired slots, and attaches the spares' free room. {@link
 * #commit}, {@link #status} and {@link #check} may be called by any thread; commits of several
 * threads are written as one where they fit.
 *
 * @since 0.1
 */
public interface MetadataStore extends Closeable {

  /** Whom this pair consists of, as stored. */
  PairIdentity pair();

  /** The sectors of a spare (of main's size) that metadata holds now, in ascending order. */
  List<Extent> reservation(int spare);

  /** Hands over the durable map in ascending order of {@code lba}. */
  void forEachRun(Consumer<MapRun> consumer);

  /** Hands over the retired spare sectors. */
  void forEachRetired(Consumer<SpareRun> consumer);

  /**
   * Gives the store the free room into which it grows; it holds back what it will need to record
   * every slot. Called once, before the first commit.
   */
  void attach(SpareSpace space);

  /** Most changes that one {@link #commit} takes, at least 4. */
  int maxChanges();

  /**
   * Makes the changes durable: all or none where there is room to write them at once, else piece by
   * piece, so that a power cut or an {@link dev.revector.IndeterminateException} may leave the
   * first ones. Data that a {@link MapChange.Put} points to must be durable before. Returns after
   * every live copy holds them. No two changes of this call, nor of others at the same time, may
   * concern the same sector.
   *
   * @throws IllegalArgumentException if changes of this call overlap, or are too many
   * @throws dev.revector.SparesExhaustedException if there is no room; nothing was changed
   * @throws dev.revector.IndeterminateException if a copy may hold the change and another not; no
   *     later commit succeeds until the pair is opened again
   * @throws dev.revector.PoisonedException if an earlier commit failed so; nothing was changed
   * @throws dev.revector.ReadOnlyDeviceException if the store is open for reading only
   */
  void commit(List<MapChange> changes) throws IOException;

  /** The state of the copies. */
  MetadataStatus status();

  /**
   * Reads and verifies every block of every copy; with {@code repair} rewrites what is damaged,
   * from the others.
   */
  MetadataCheck check(boolean repair) throws IOException;

  /** Ends the use of the store; the spares stay open. Nothing that was acknowledged needs it. */
  @Override
  void close() throws IOException;
}
