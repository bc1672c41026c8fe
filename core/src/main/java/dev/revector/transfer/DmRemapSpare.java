package dev.revector.transfer;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.MediumException;
import dev.revector.MetadataDamagedException;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.UnsupportedFormatException;
import dev.revector.WrongDeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the Linux kernel module dm-remap (version 4) left on a spare: the whole copy with the
 * highest sequence, and what can be believed of it. Immutable.
 *
 * <p>Copies are looked for where the module writes them (every 128 KiB from the start) and where
 * earlier ones did (sectors 0, 1024, 2048, 4096 and 8192). To take such a spare over:
 *
 * <pre>{@code
 * DmRemapSpare found = DmRemapSpare.read(old);
 * RemapTarget.builder()
 *     .main(main)
 *     .spare(spare) // the same device as old, to convert it in place
 *     .initialMap(found.initialMap(old, main.geometry()))
 *     .create();
 * }</pre>
 *
 * @since 0.1
 */
public final class DmRemapSpare {
  /** Bytes in a sector as the module counts them. */
  public static final int SECTOR = DmRemapCopy.SECTOR;

  /** Sectors that the module writes for a copy: more than the copy takes. */
  private static final int ZONE = 256;

  private static final List<Long> SPACED = List.of(0L, 256L, 512L, 768L, 1024L);
  private static final List<Long> EARLIER = List.of(0L, 1024L, 2048L, 4096L, 8192L);

  private final long mainSectors;
  private final long sequence;
  private final long writtenSeconds;
  private final List<Copy> copies;
  private final List<Extent> metadata;
  private final List<Remap> remaps;
  private final List<Remap> foreign;
  private final int records;

  private DmRemapSpare(DmRemapCopy best, List<Copy> copies, long sectors) {
    this.mainSectors = best.mainSectors();
    this.sequence = best.sequence();
    this.writtenSeconds = best.writtenSeconds();
    this.copies = List.copyOf(copies);
    this.metadata = zones(copies, sectors);
    DmRemapRecords judged = new DmRemapRecords(best, metadata, sectors);
    this.remaps = judged.remaps();
    this.foreign = judged.foreign();
    this.records = best.records().size();
  }

  /** The state of a place where a copy may stand. */
  public enum CopyState {
    /** It is whole. */
    VALID,
    /** It begins like one, but its checksum or its sizes are wrong. */
    DAMAGED,
    /** A version of the format that is not known. */
    OTHER_VERSION,
    /** The medium can't read it. */
    UNREADABLE,
    /** Nothing there looks like a copy. */
    ABSENT
  }

  /**
   * A place where a copy may stand.
   *
   * @param sector its first sector
   * @param state what stands there
   * @param sequence the copy's sequence, 0 unless it is whole
   */
  public record Copy(long sector, CopyState state, long sequence) {}

  /** Whether the data of a remapped sector can be believed. */
  public enum Fate {
    /** It is in the spare sector. */
    INTACT,
    /** The spare sector lies inside a metadata copy, which was written over the data. */
    IN_METADATA,
    /** The spare does not reach so far. */
    BEYOND_SPARE,
    /** Several sectors were given the same spare sector; nobody knows whose data it has. */
    SHARED
  }

  /**
   * One remapped sector, of 512 bytes.
   *
   * @param lba the sector of main
   * @param spareSector where the module put it
   * @param timeSeconds when, in seconds since 1970, 0 to 2^32 - 1
   * @param errors errors seen, 0 to 65535
   * @param fate whether its data can be believed
   */
  public record Remap(long lba, long spareSector, long timeSeconds, int errors, Fate fate) {}

  /** True when some sector of the device begins like dm-remap's metadata. A few reads. */
  public static boolean isMarked(BlockDevice device) throws IOException {
    return !marks(device).isEmpty();
  }

  /**
   * The sectors, of 512 bytes, that begin like dm-remap's metadata, where it would stand;
   * ascending. A few reads.
   */
  public static List<Long> marks(BlockDevice device) throws IOException {
    List<Long> marks = new ArrayList<>();
    for (long sector : places(device)) {
      if (isMarked(device, sector)) {
        marks.add(sector);
      }
    }
    return marks;
  }

  /** True when the device's start looks like dm-remap's metadata. One read. */
  public static boolean isMarkedAtStart(BlockDevice device) throws IOException {
    return places(device).contains(0L) && isMarked(device, 0);
  }

  private static boolean isMarked(BlockDevice device, long sector) throws IOException {
    ByteBuffer start = read(device, sector, DmRemapCopy.SECTOR);
    return start != null && DmRemapCopy.isMarked(start);
  }

  /**
   * Reads what the module left; writes nothing.
   *
   * @throws WrongDeviceException if nothing looks like its metadata
   * @throws MetadataDamagedException if no copy is whole
   * @throws UnsupportedFormatException if the copies are of another version
   */
  public static DmRemapSpare read(BlockDevice device) throws IOException {
    List<Copy> copies = new ArrayList<>();
    DmRemapCopy best = null;
    for (long sector : places(device)) {
      ByteBuffer bytes = read(device, sector, DmRemapCopy.BYTES);
      DmRemapCopy copy = bytes == null ? null : DmRemapCopy.decode(bytes);
      copies.add(new Copy(sector, state(bytes, copy), copy == null ? 0 : copy.sequence()));
      boolean newer =
          best == null
              || (copy != null && Long.compareUnsigned(copy.sequence(), best.sequence()) > 0);
      best = newer ? copy : best;
    }
    if (best == null) {
      throw unusable(device, copies);
    }
    return new DmRemapSpare(best, copies, device.geometry().bytes() / DmRemapCopy.SECTOR);
  }

  private static CopyState state(@Nullable ByteBuffer bytes, @Nullable DmRemapCopy copy) {
    if (bytes == null) {
      return CopyState.UNREADABLE;
    }
    if (copy != null) {
      return CopyState.VALID;
    }
    if (!DmRemapCopy.isMarked(bytes)) {
      return CopyState.ABSENT;
    }
    boolean known = DmRemapCopy.version(bytes) == DmRemapCopy.VERSION;
    return known ? CopyState.DAMAGED : CopyState.OTHER_VERSION;
  }

  private static IOException unusable(BlockDevice device, List<Copy> copies) {
    String path = device.identity().path();
    if (copies.stream().anyMatch(copy -> copy.state() == CopyState.DAMAGED)) {
      return new MetadataDamagedException(
          MetadataDamagedException.Kind.NO_ASSEMBLY,
          "no copy of dm-remap's metadata is whole: path=" + path + ", copies=" + copies);
    }
    if (copies.stream().anyMatch(copy -> copy.state() == CopyState.OTHER_VERSION)) {
      return new UnsupportedFormatException(
          "dm-remap metadata of another version: path="
              + path
              + ", expected="
              + DmRemapCopy.VERSION);
    }
    return new WrongDeviceException(
        "no dm-remap spare: path=" + path + ", expected=metadata of dm-remap, found=none");
  }

  /** The sectors, of 512 bytes, where copies may begin and have room, ascending. */
  private static List<Long> places(BlockDevice device) {
    long sectors = device.geometry().bytes() / DmRemapCopy.SECTOR;
    int sectorSize = device.geometry().sectorSize();
    List<Long> all = new ArrayList<>(SPACED);
    EARLIER.stream().filter(sector -> !SPACED.contains(sector)).forEach(all::add);
    all.removeIf(
        sector ->
            sector * DmRemapCopy.SECTOR % sectorSize != 0
                || sectors - sector < DmRemapCopy.BYTES / DmRemapCopy.SECTOR + 1);
    all.sort(Comparator.naturalOrder());
    return all;
  }

  /** So many bytes from a sector of 512 on, or null where the medium can't read them. */
  private static @Nullable ByteBuffer read(BlockDevice device, long sector, int length)
      throws IOException {
    int sectorSize = device.geometry().sectorSize();
    ByteBuffer bytes = ByteBuffer.allocate((length + sectorSize - 1) / sectorSize * sectorSize);
    try {
      device.read(sector * DmRemapCopy.SECTOR / sectorSize, bytes);
      return bytes;
    } catch (MediumException e) {
      return null;
    }
  }

  /**
   * What the module's metadata takes. Where a copy that only one of the layouts has looks like one,
   * that layout was in use; without any such sign both may have been.
   */
  private static List<Extent> zones(List<Copy> copies, long sectors) {
    boolean spaced = isInUse(copies, SPACED, EARLIER);
    boolean earlier = isInUse(copies, EARLIER, SPACED);
    return copies.stream()
        .map(Copy::sector)
        .filter(
            at ->
                (SPACED.contains(at) && (spaced || !earlier))
                    || (EARLIER.contains(at) && (earlier || !spaced)))
        .map(at -> new Extent(at, Math.min(ZONE, sectors - at)))
        .toList();
  }

  private static boolean isInUse(List<Copy> copies, List<Long> layout, List<Long> other) {
    return copies.stream()
        .filter(copy -> layout.contains(copy.sector()) && !other.contains(copy.sector()))
        .anyMatch(copy -> copy.state() == CopyState.VALID || copy.state() == CopyState.DAMAGED);
  }

  /** Sectors of main, of 512 bytes, as the module noted them. */
  public long mainSectors() {
    return mainSectors;
  }

  /** The sequence of the copy that counts. */
  public long sequence() {
    return sequence;
  }

  /** When that copy was written, in seconds since 1970. */
  public long writtenSeconds() {
    return writtenSeconds;
  }

  /** Every place where a copy may stand, ascending. */
  public List<Copy> copies() {
    return copies;
  }

  /** Number of records in the copy that counts, the same sector perhaps more than once. */
  public int records() {
    return records;
  }

  /** The sectors of the spare, of 512 bytes, that the module's metadata takes, ascending. */
  public List<Extent> metadata() {
    return metadata;
  }

  /** The remapped sectors in ascending order, each once: its last record counts. */
  public List<Remap> remaps() {
    return remaps;
  }

  /** Records of sectors that main does not have. */
  public List<Remap> foreign() {
    return foreign;
  }

  /**
   * The map for a new pair of this main. Sectors whose data can't be believed are {@linkplain
   * SectorState#LOST lost}.
   *
   * @param spare the device that this was read from; when it is the new pair's spare too, it is
   *     converted in place
   * @param main main's geometry
   * @throws WrongDeviceException if main has other sectors than the module's, or fewer
   */
  public InitialMap initialMap(BlockDevice spare, DeviceGeometry main) throws WrongDeviceException {
    if (main.sectorSize() != DmRemapCopy.SECTOR || main.sectors() < mainSectors) {
      throw new WrongDeviceException(
          "main is not the one of the dm-remap spare: expected="
              + mainSectors
              + " sectors of "
              + DmRemapCopy.SECTOR
              + " bytes, found="
              + main.sectors()
              + " of "
              + main.sectorSize());
    }
    List<MapRun> runs = remaps.stream().map(DmRemapSpare::run).toList();
    List<Extent> obsolete = metadata.stream().filter(zone -> isOccupied(zone.first())).toList();
    return new InitialMap(runs, List.of(), Optional.of(spare), obsolete);
  }

  private boolean isOccupied(long sector) {
    return copies.stream()
        .anyMatch(copy -> copy.sector() == sector && copy.state() != CopyState.ABSENT);
  }

  private static MapRun run(Remap remap) {
    boolean intact = remap.fate() == Fate.INTACT;
    return new MapRun(
        remap.lba(),
        1,
        intact ? SectorState.MAPPED : SectorState.LOST,
        0,
        intact ? remap.spareSector() : 0,
        RemapReason.IMPORTED,
        remap.timeSeconds(),
        remap.errors());
  }
}
