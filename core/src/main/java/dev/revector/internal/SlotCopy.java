package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.MediumException;
import dev.revector.SectorState;
import dev.revector.SparesExhaustedException;
import dev.revector.internal.Takeover.Moved;
import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies the data of a map into fresh slots, unit by unit. What can't be read is lost, and so is
 * what was not readable before; a slot that refuses its data is retired. Takes the parts in
 * ascending order.
 */
final class SlotCopy {
  /** Slots in a row that may refuse before the spare, rather than a slot, counts as bad. */
  private static final int MOST_REFUSALS = 32;

  private final Units units;
  private final @Nullable BlockDevice data;
  private final BlockDevice spare;
  private final SpareAllocator slots;
  private final MediumIo io;
  private final RunJoin runs = new RunJoin();
  private final List<SpareRun> retired = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private long preferred = SpareAllocator.NONE;

  /** A part of one unit; {@code stays} when it needs no other slot. */
  private record Part(MapRun run, boolean stays) {}

  SlotCopy(Units units, InitialMap map, BlockDevice spare, SpareAllocator slots, int retries) {
    this.units = units;
    this.data = map.data().orElse(null);
    this.spare = spare;
    this.slots = slots;
    this.io = new MediumIo(units.sectorSize(), 1, retries);
  }

  /** Takes the next part of one unit; {@code fits} if it is in a slot of its own already. */
  void take(MapRun run, boolean fits) throws IOException {
    if (!parts.isEmpty() && units.unitOf(parts.get(0).run.lba()) != units.unitOf(run.lba())) {
      moveUnit();
    }
    parts.add(new Part(run, fits || !run.state().hasSlot()));
  }

  Moved finish() throws IOException {
    moveUnit();
    spare.flush();
    return new Moved(runs.runs(), retired);
  }

  private void moveUnit() throws IOException {
    if (parts.stream().allMatch(Part::stays)) {
      parts.forEach(part -> add(part.run, part.run.state(), part.run.spareSector()));
    } else {
      ByteBuffer slot = ByteBuffer.allocate(units.slotSize());
      BitSet readable = read(slot);
      long first = write(slot, readable) * units.perUnit();
      for (Part part : parts) {
        if (part.stays) {
          add(part.run, part.run.state(), part.run.spareSector());
        } else {
          addMoved(part.run, readable, first);
        }
      }
    }
    parts.clear();
  }

  /** Reads what moves to its place in the slot; returns the sectors of the slot that have data. */
  private BitSet read(ByteBuffer slot) throws IOException {
    BitSet readable = new BitSet();
    for (Part part : parts) {
      if (!part.stays && part.run.state() == SectorState.MAPPED && isInside(part.run)) {
        int at = (int) (part.run.lba() % units.perUnit());
        readable.set(at, at + part.run.count());
        long sector = part.run.spareSector();
        io.run(
            (from, piece) -> readData(from, piece),
            sector,
            slot.slice(at * units.sectorSize(), part.run.count() * units.sectorSize()),
            null,
            (bad, count, cause) ->
                readable.clear(at + (int) (bad - sector), at + (int) (bad - sector) + count));
      }
    }
    return readable;
  }

  private boolean isInside(MapRun run) {
    return data != null
        && run.spareSector() + run.count() <= data.geometry().bytes() / units.sectorSize();
  }

  private void readData(long sector, ByteBuffer piece) throws IOException {
    if (data != null) {
      data.read(sector * (units.sectorSize() / data.geometry().sectorSize()), piece);
    }
  }

  /** Takes a slot and writes it, if there is anything to write; one that refuses is retired. */
  private long write(ByteBuffer content, BitSet readable) throws IOException {
    MediumException refusal = null;
    for (int i = 0; i < MOST_REFUSALS; i++) {
      long slot = slots.allocate(preferred);
      if (slot == SpareAllocator.NONE) {
        throw new SparesExhaustedException(
            "spare has too few slots for the map: path="
                + spare.identity().path()
                + ", slots="
                + slots.slots()
                + "; take a larger spare",
            refusal);
      }
      preferred = slot + 1 < slots.slots() ? slot + 1 : SpareAllocator.NONE;
      try {
        if (!readable.isEmpty()) {
          int ratio = units.sectorSize() / spare.geometry().sectorSize();
          spare.write(slot * units.perUnit() * ratio, content.clear());
        }
        return slot;
      } catch (MediumException e) {
        refusal = e;
        slots.retire(slot, 1);
        retired.add(new SpareRun(0, slot * units.perUnit(), units.perUnit()));
      }
    }
    throw new SparesExhaustedException(
        "spare refuses slot after slot: path="
            + spare.identity().path()
            + ", refused="
            + MOST_REFUSALS,
        refusal);
  }

  private void addMoved(MapRun run, BitSet readable, long slotSector) {
    for (long lba = run.lba(); lba < run.end(); ) {
      int at = (int) (lba % units.perUnit());
      boolean whole = readable.get(at);
      int to = whole ? readable.nextClearBit(at) : readable.nextSetBit(at);
      long end = Math.min(run.end(), to < 0 ? run.end() : lba + (to - at));
      add(run.slice(lba, end), whole ? SectorState.MAPPED : SectorState.LOST, slotSector + at);
      lba = end;
    }
  }

  private void add(MapRun run, SectorState state, long sector) {
    runs.add(
        new MapRun(
            run.lba(),
            run.count(),
            state,
            0,
            state.hasSlot() ? sector : 0,
            run.reason(),
            run.timeSeconds(),
            run.errors()));
  }
}
