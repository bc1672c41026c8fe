package dev.revector.internal;

import dev.revector.RemapReason;
import dev.revector.internal.UnitBatch.Fate;
import dev.revector.internal.UnitBatch.Trouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Moves sectors to the spare by hand, batch by batch, each with one flush and one commit. */
final class Moves {
  private final Parts parts;
  private final Relocator relocator;

  Moves(Parts parts, Relocator relocator) {
    this.parts = parts;
    this.relocator = relocator;
  }

  /** See {@link dev.revector.RemapTarget#remap}; {@code count} is at least 1. */
  void remap(long lba, long count, RemapReason reason) throws IOException {
    Units units = parts.units();
    Extents unreadable = new Extents();
    long end = units.alignUp(lba + count);
    for (long from = units.alignDown(lba); from < end; ) {
      long to = Math.min(end, from + units.sectorsPerBatch());
      batch(from, to, reason, unreadable);
      from = to;
    }
    if (!unreadable.isEmpty()) {
      throw unreadable.unreadable(null);
    }
  }

  private void batch(long from, long to, RemapReason reason, Extents unreadable)
      throws IOException {
    try (Section section = Section.of(parts, from, to - from)) {
      section.checkWritable();
      List<Trouble> members = members(from, to, reason);
      if (members.isEmpty()) {
        return;
      }
      section.makeExclusive();
      UnitBatch batch = new UnitBatch(parts.units(), members);
      Gathering gathering = new Gathering(parts, batch, null, true, Set.of());
      gathering.run();
      gathering
          .unreadable()
          .sorted()
          .forEach(extent -> unreadable.add(extent.first(), extent.count()));
      for (int k = 0; k < batch.size(); k++) {
        leaveIfNothingGained(batch, k);
      }
      relocator.move(batch, null);
    }
  }

  /** The units of which some sector has no slot yet. */
  private List<Trouble> members(long from, long to, RemapReason reason) throws IOException {
    Units units = parts.units();
    List<Trouble> members = new ArrayList<>();
    for (Segments part = parts.table().segments(from, to); part.next(); ) {
      if (part.hasSlot()) {
        continue;
      }
      for (long unit = units.unitOf(part.from()); unit <= units.unitOf(part.to() - 1); unit++) {
        int last = members.size() - 1;
        if (last < 0 || members.get(last).unit() != unit) {
          int errors = Troubles.errorsOf(parts, unit);
          members.add(new Trouble(unit, reason, errors, true));
        }
      }
    }
    return members;
  }

  /** A unit none of whose sectors could be read on main keeps the slot that it has, if any. */
  private void leaveIfNothingGained(UnitBatch batch, int k) throws IOException {
    Units units = parts.units();
    long unit = batch.unit(k);
    List<long[]> inSlots = new ArrayList<>();
    boolean gained = false;
    Segments part = parts.table().segments(units.firstOf(unit), units.endOf(unit));
    while (part.next()) {
      if (part.hasSlot()) {
        inSlots.add(new long[] {part.from(), part.count()});
        continue;
      }
      for (long lba = part.from(); lba < part.to(); lba++) {
        gained |= batch.fate(k, lba) == Fate.DATA;
      }
    }
    if (!gained) {
      inSlots.forEach(sectors -> batch.fate(k, sectors[0], sectors[1], Fate.KEEP));
    }
  }
}
