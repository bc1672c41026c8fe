package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.SectorState;
import dev.revector.SparesExhaustedException;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataDraft;
import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a new pair the map, and the data, that it begins with.
 *
 * <p>The order is what makes it safe: data into slots that nobody uses, flush, metadata beside
 * everything that was there, flush, its headers, flush; only then is what was there before erased.
 * A power cut leaves the old or the new, never neither.
 *
 * <p>Used for one creation, by one thread.
 */
final class Takeover {
  private static final int ROOM_FOR_GAPS = 128;

  private final Settings settings;
  private final InitialMap initial;
  private final BlockDevice spare;
  private final boolean inPlace;
  private final Units units;
  private final SlotFit fit;

  /** The new pair's runs, and the slots that refused their data. */
  record Moved(List<MapRun> runs, List<SpareRun> retired) {
    /** Entries that the table needs for it. */
    long entries() {
      return (long) runs.size() + retired.size();
    }
  }

  private Takeover(Settings settings, DeviceGeometry main, BlockDevice spare) {
    this.settings = settings;
    this.initial = settings.initialMap();
    this.spare = spare;
    this.inPlace = isInPlace(settings, spare);
    int slotSize = Math.max(main.physicalBlockSize(), spare.geometry().physicalBlockSize());
    this.units = new Units(main.sectors(), main.sectorSize(), slotSize / main.sectorSize());
    long slots = spare.geometry().bytes() / slotSize;
    this.fit = inPlace ? SlotFit.of(units, slots, initial) : SlotFit.none();
  }

  /** Checks that the map fits main and the devices each other. */
  static Takeover of(Settings settings, DeviceGeometry main, BlockDevice spare) throws IOException {
    InitialMap initial = settings.initialMap();
    if (!initial.runs().isEmpty()) {
      MapRun last = initial.runs().get(initial.runs().size() - 1);
      if (last.end() > main.sectors()) {
        throw new WrongDeviceException(
            "map reaches beyond main: sector=" + (last.end() - 1) + ", sectors=" + main.sectors());
      }
    }
    long sectors = 0;
    for (MapRun run : initial.runs()) {
      sectors += run.state().hasSlot() ? run.count() : 0;
    }
    if (sectors > spare.geometry().bytes() / main.sectorSize()) {
      throw new SparesExhaustedException(
          "map has more sectors than the spare: path="
              + spare.identity().path()
              + ", sectors="
              + sectors
              + "; take a larger spare",
          null);
    }
    checkRetired(initial, spare, main);
    if (initial.data().isPresent() && !isInPlace(settings, spare)) {
      checkSource(initial.data().get(), main, spare);
    }
    return new Takeover(settings, main, spare);
  }

  private static void checkRetired(InitialMap initial, BlockDevice spare, DeviceGeometry main)
      throws WrongDeviceException {
    long sectors = spare.geometry().bytes() / main.sectorSize();
    for (Extent extent : initial.retired()) {
      if (initial.data().filter(data -> data.equals(spare)).isPresent() && extent.end() > sectors) {
        throw new WrongDeviceException(
            "retired sectors are beyond the spare: sectors=" + extent + ", size=" + sectors);
      }
    }
  }

  private static void checkSource(BlockDevice data, DeviceGeometry main, BlockDevice spare)
      throws WrongDeviceException {
    if (data.identity().overlaps(spare.identity())) {
      throw new WrongDeviceException(
          "old and new spare overlap: path="
              + spare.identity().path()
              + "; give the same device to convert it in place, or two that share no byte");
    }
    if (data.geometry().sectorSize() > main.sectorSize()) {
      throw new WrongDeviceException(
          "old spare's sectors are larger than main's: path="
              + data.identity().path()
              + ", sectorSize="
              + data.geometry().sectorSize());
    }
  }

  /** True when the new pair's spare holds the data already. */
  static boolean isInPlace(Settings settings, BlockDevice spare) {
    return settings.initialMap().data().filter(data -> data.equals(spare)).isPresent();
  }

  /** The sectors of the spare that metadata must keep off. */
  List<Extent> taken() {
    List<Extent> taken = new ArrayList<>();
    if (inPlace) {
      for (MapRun run : initial.runs()) {
        if (hasData(run)) {
          taken.add(new Extent(run.spareSector(), run.count()));
        }
      }
      taken.addAll(initial.retired());
      taken.addAll(initial.obsolete());
    }
    return taken.stream().map(this::wholeSlots).toList();
  }

  private Extent wholeSlots(Extent sectors) {
    long first = sectors.first() - sectors.first() % units.perUnit();
    long over = sectors.end() % units.perUnit();
    long end = sectors.end() + (over == 0 ? 0 : units.perUnit() - over);
    return new Extent(first, end - first);
  }

  /**
   * How many runs the map will have, about: slots of neighbours need not be neighbours, and some
   * may be retired on the way.
   */
  long expectedRuns() {
    if (initial.equals(InitialMap.EMPTY)) {
      return 0;
    }
    long runs = initial.runs().size();
    return runs + runs / 4 + initial.retired().size() + ROOM_FOR_GAPS;
  }

  static boolean hasData(MapRun run) {
    return run.state() == SectorState.MAPPED || run.state() == SectorState.MAPPED_PENDING;
  }

  /** Brings all data into slots of the new layout, durably. */
  Moved move(MetadataDraft draft) throws IOException {
    if (initial.equals(InitialMap.EMPTY)) {
      return new Moved(List.of(), List.of());
    }
    List<SpareRun> retired = new ArrayList<>();
    SpareAllocator slots = slots(draft, retired);
    checkRoom(slots);
    SlotCopy copy = new SlotCopy(units, initial, spare, slots, settings.retries());
    for (MapRun run : initial.runs()) {
      for (long lba = run.lba(); lba < run.end(); lba = units.endOf(units.unitOf(lba))) {
        MapRun part = part(run, lba);
        copy.take(part, fit.fits(part));
      }
    }
    Moved moved = copy.finish();
    retired.addAll(moved.retired());
    return new Moved(moved.runs(), retired);
  }

  /** The part of a run, from one of its sectors on, that lies in that sector's unit. */
  private MapRun part(MapRun run, long lba) {
    return run.slice(lba, Math.min(run.end(), units.endOf(units.unitOf(lba))));
  }

  /** Refuses what has too few slots before anything is written. */
  private void checkRoom(SpareAllocator slots) throws SparesExhaustedException {
    long needed = 0;
    long unit = -1;
    for (MapRun run : initial.runs()) {
      for (long lba = run.lba(); lba < run.end(); lba = units.endOf(units.unitOf(lba))) {
        boolean moves = run.state().hasSlot() && !fit.fits(part(run, lba));
        if (moves && units.unitOf(lba) != unit) {
          unit = units.unitOf(lba);
          needed++;
        }
      }
    }
    if (needed > slots.free()) {
      throw new SparesExhaustedException(
          "spare has too few free slots for the map: path="
              + spare.identity().path()
              + ", needed="
              + needed
              + ", free="
              + slots.free()
              + "; take a larger spare",
          null);
    }
  }

  /** The slots that are left, with everything as taken that must stay as it is. */
  private SpareAllocator slots(MetadataDraft draft, List<SpareRun> retired) {
    int perUnit = units.perUnit();
    SpareAllocator slots =
        Services.allocators().create(spare.geometry().bytes() / units.sectorSize() / perUnit);
    for (Extent extent : draft.reservation()) {
      reserve(slots, extent);
    }
    for (Extent extent : taken()) {
      for (long slot = extent.first() / perUnit; slot < endSlot(extent, slots); slot++) {
        if (slots.freeFrom(slot) > 0) {
          slots.markUsed(slot, 1);
        }
      }
    }
    for (Extent extent : inPlace ? initial.retired() : List.<Extent>of()) {
      long first = extent.first() / perUnit;
      slots.retire(first, endSlot(extent, slots) - first);
      for (long at = extent.first(); at < extent.end(); at += MapRun.MAX_COUNT) {
        retired.add(new SpareRun(0, at, (int) Math.min(MapRun.MAX_COUNT, extent.end() - at)));
      }
    }
    // The room that records will need is not for data.
    draft.holdBack(new SparePool(units, List.of(), List.of(slots)));
    return slots;
  }

  /** The slot after the last that an extent touches. */
  private long endSlot(Extent extent, SpareAllocator slots) {
    return Math.min(slots.slots(), (extent.end() - 1) / units.perUnit() + 1);
  }

  private void reserve(SpareAllocator slots, Extent extent) {
    for (long slot = extent.first() / units.perUnit(); slot < endSlot(extent, slots); slot++) {
      if (!slots.isReserved(slot) && !slots.tryReserve(slot, 1)) {
        throw new IllegalStateException("metadata overlaps itself: slot=" + slot);
      }
    }
  }

  /**
   * Zeroes the metadata of the other format, now that the new one is durable; the start of the
   * spare last, since that is where {@link Leftovers} looks.
   */
  void erase() throws IOException {
    if (!inPlace) {
      return;
    }
    for (Extent extent : initial.obsolete()) {
      if (extent.first() > 0) {
        zero(extent);
      }
    }
    spare.flush();
    for (Extent extent : initial.obsolete()) {
      if (extent.first() == 0) {
        zero(extent);
      }
    }
    spare.flush();
  }

  /** What can't be written was no better as a copy. */
  private void zero(Extent extent) throws IOException {
    int ratio = units.sectorSize() / spare.geometry().sectorSize();
    int bytes = Math.toIntExact(extent.count() * units.sectorSize());
    MediumIo bySector = new MediumIo(spare.geometry().sectorSize(), 1, settings.retries());
    bySector.run(
        spare::write,
        extent.first() * ratio,
        ByteBuffer.allocate(bytes),
        null,
        (sector, count, cause) -> {});
  }
}
