package dev.revector.metadata;

import dev.revector.BlockDeviceException;
import dev.revector.MediumException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Writes to all live copies so that a power cut never hurts all of them at once: first one half of
 * them, flushed, then the other half, flushed. A cut tears blocks in one half only; the other half
 * still proves what was there, or already has what is new.
 *
 * <p>A copy that refuses a write leaves: it is fenced by a block in its own header slots, or, where
 * nothing of it can be written any more, named in at least two witness blocks. Only then do the
 * others go on without it, so that it can never be mistaken for the newest. None may leave before
 * another is whole: it may hold the last right one of some block. Not thread-safe.
 */
final class Copies {
  private final BlockIo io;
  private final UUID pair;
  private Layout layout;
  private int evicted;
  private int lacking;

  Copies(BlockIo io, UUID pair, Layout layout) {
    this.io = io;
    this.pair = pair;
    this.layout = layout;
    this.evicted = layout.evicted();
  }

  Layout layout() {
    return layout;
  }

  /** Copies out of use by now, which may be more than the last durable header says. */
  int evicted() {
    return evicted;
  }

  /** Takes a layout into use that a durable header holds. */
  void use(Layout durable) {
    layout = durable;
    evicted = durable.evicted();
  }

  /** Takes a larger layout into use, which the next header is to hold. */
  void extend(Layout larger) {
    layout = larger;
  }

  /** Marks copies that their own blocks or the witnesses put out of use. */
  void exclude(int mask) {
    evicted |= mask;
  }

  boolean isLive(int copy) {
    return (evicted >>> copy & 1) == 0;
  }

  /** Notes that a copy is not whole yet, so that no other may leave because there is this one. */
  void markLacking(int copy) {
    lacking |= 1 << copy;
  }

  /** Notes that a copy has all it lacked, durable. */
  void markWhole(int copy) {
    lacking &= ~(1 << copy);
  }

  /** True when some live copy is whole, for all that is known. */
  boolean hasWhole() {
    return live().stream().anyMatch(copy -> (lacking >>> copy & 1) == 0);
  }

  List<Integer> live() {
    return layout.withEvicted(evicted).live();
  }

  Envelope envelope() {
    return new Envelope(pair, layout.generation());
  }

  /** All lanes of the live copies, in the order of the stages. */
  List<Lane> lanes() {
    List<Lane> lanes = new ArrayList<>();
    for (int copy : live()) {
      for (int half = 0; half < layout.lanes(); half++) {
        lanes.add(new Lane(copy, half));
      }
    }
    return lanes;
  }

  /** The two stages of a commit: the smaller half of the live lanes first. */
  List<List<Lane>> stages() {
    List<Lane> lanes = lanes();
    int first = lanes.size() / 2;
    return List.of(lanes.subList(0, first), lanes.subList(first, lanes.size()));
  }

  /**
   * Writes one journal record to every live lane, in stages.
   *
   * @return false if every copy of the first stage left: no copy has the record, and the others
   *     must not get it all at once, since a cut that tears it would leave no proof
   */
  boolean writeRecord(long sequence, ByteBuffer payload) throws IOException {
    boolean durable = false;
    for (List<Lane> stage : stages()) {
      for (Lane lane : stage) {
        if (isLive(lane.copy())) {
          write(lane.copy(), BlockType.RECORD, layout.ringBlock(lane.half(), sequence), payload);
        }
      }
      flush(stage.stream().map(Lane::copy).toList());
      durable |= stage.stream().anyMatch(lane -> isLive(lane.copy()));
      if (!durable) {
        return false;
      }
    }
    return true;
  }

  /** Writes a block to every live copy but one, in stages. */
  void writeStaged(BlockType type, int position, ByteBuffer payload, int except)
      throws IOException {
    List<Integer> others = new ArrayList<>(live());
    others.remove(Integer.valueOf(except));
    for (List<Integer> stage : inStages(others)) {
      for (int copy : stage) {
        write(copy, type, position, payload);
      }
      flush(stage);
    }
  }

  /** Copies in two stages: the smaller half first. */
  static List<List<Integer>> inStages(List<Integer> copies) {
    int first = copies.size() / 2;
    return List.of(copies.subList(0, first), copies.subList(first, copies.size()));
  }

  /** Writes a block of one live copy, unflushed. A copy that refuses it leaves. */
  void write(int copy, BlockType type, int position, ByteBuffer payload) throws IOException {
    if (!isLive(copy)) {
      return;
    }
    try {
      put(copy, type, position, payload);
    } catch (MediumException e) {
      leave(copy, e);
    }
  }

  /** Writes a block of a copy, unflushed. One that refuses it stays. */
  void put(int copy, BlockType type, int position, ByteBuffer payload) throws IOException {
    Place place = layout.place(copy, position);
    envelope().seal(payload, type, place);
    io.write(place.spare(), place.address(), payload);
  }

  /** Flushes the spares on which these copies lie. */
  void flush(List<Integer> copies) throws IOException {
    Set<Integer> spares = new LinkedHashSet<>();
    for (int copy : copies) {
      layout.copies().get(copy).forEach(run -> spares.add(run.spare()));
    }
    for (int spare : spares) {
      io.flush(spare);
    }
  }

  /** Puts a copy that refused a write out of use. */
  void leave(int copy, MediumException cause) throws IOException {
    markLacking(copy);
    if (!hasWhole()) {
      throw new BlockDeviceException("the last metadata copy refuses writes: copy=" + copy, cause);
    }
    if (!fence(copy) && !witness(copy)) {
      throw new BlockDeviceException(
          "metadata copy refuses writes and can't be put out of use: copy=" + copy, cause);
    }
    evicted |= 1 << copy;
  }

  private boolean fence(int copy) throws IOException {
    boolean durable = false;
    for (int slot = 0; slot < 2; slot++) {
      Place place = layout.place(copy, layout.headerBlock(slot));
      ByteBuffer block = Format.block(layout.blockSize());
      envelope().seal(block, BlockType.FENCE, place);
      durable |= io.tryWrite(place.spare(), place.address(), block);
    }
    if (durable) {
      flush(List.of(copy));
    }
    return durable;
  }

  private boolean witness(int copy) throws IOException {
    int mask = evicted | 1 << copy;
    return Witness.write(io, envelope(), layout, mask, layout.witnesses()) >= 2;
  }
}
