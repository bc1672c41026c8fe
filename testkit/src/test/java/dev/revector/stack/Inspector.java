package dev.revector.stack;

import dev.revector.Extent;
import dev.revector.MetadataCheck;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataStatus;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.RemapTarget;
import dev.revector.UnreadableSectorException;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.PowerCut;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Demands of a pair that was opened what must hold after any failure. */
final class Inspector {
  private Inspector() {}

  /**
   * Opens the pair and demands all of it.
   *
   * @param truth what is known; after it what was found
   * @param whole true when every copy must be whole and equal now
   */
  static RemapTarget reopen(SimPair pair, Truth truth, boolean whole) throws IOException {
    RemapTarget target = pair.open();
    truth.data.allDurable();
    progress(target.status().metadata(), truth);
    compareMap(MapView.of(target), truth);
    truth.taint(pair);
    settled(pair, truth, whole);
    readAll(target, pair, truth);
    return target;
  }

  /** Neither sequence nor epoch goes back. */
  private static void progress(MetadataStatus found, Truth truth) {
    if (found.sequence() <= truth.sequence || found.epoch() <= truth.epoch) {
      throw new AssertionError(
          "sequence or epoch went back: expected="
              + truth.sequence
              + "/"
              + truth.epoch
              + ", found="
              + found.sequence()
              + "/"
              + found.epoch());
    }
    truth.sequence = found.sequence();
    truth.epoch = found.epoch();
  }

  /** What the map said is there, but where a change was under way. */
  static void compareMap(MapView found, Truth truth) {
    checkMap(found, truth);
    truth.map = found;
    truth.loose = null;
    truth.after = null;
  }

  /** Only entries of these sectors changed, of a request that is done or failed. */
  static void checkMap(MapView found, Truth truth, @Nullable Extent changed) {
    Truth before = truth.copy();
    before.loose = changed;
    before.after = null;
    checkMap(found, before);
  }

  /** Only entries that were under way changed, and those of sectors that can't be read. */
  private static void checkMap(MapView found, Truth truth) {
    for (int lba = 0; lba < truth.data.sectors(); lba++) {
      boolean mayChange = truth.mayBecome(found, lba);
      boolean marked = truth.data.mayBeUnreadable(lba) && Op.isBad(found, lba);
      if (!mayChange && !marked && !found.sameAt(truth.map, lba)) {
        throw new AssertionError(
            "the map changed: lba="
                + lba
                + ", expected="
                + truth.map.at(lba)
                + ", found="
                + found.at(lba));
      }
    }
  }

  /** What is durable on the spare is in order, and the next opening finds nothing to mend. */
  private static void settled(SimPair pair, Truth truth, boolean whole) throws IOException {
    SimPair durable = pair.cut(PowerCut.all(), PowerCut.none());
    MetadataStore store = storeOf(durable);
    checkSpace(store, truth, pair.setup());
    MapView read = runsOf(store);
    for (int lba = 0; lba < truth.data.sectors(); lba++) {
      if (!read.sameAt(truth.map, lba)) {
        throw new AssertionError(
            "a reader finds another map: lba="
                + lba
                + ", "
                + read.at(lba)
                + ", "
                + truth.map.at(lba));
      }
    }
    if (whole) {
      demandNothingToMend(store);
    }
  }

  /** What one opening accepted and mended, none may refuse. */
  private static MetadataStore storeOf(SimPair durable) throws IOException {
    try {
      return durable.store();
    } catch (MetadataDamagedException | WrongDeviceException e) {
      throw new AssertionError("what was opened for writing can't be read", e);
    }
  }

  /** A copy that is out of use is a finding of its own. */
  private static void demandNothingToMend(MetadataStore store) throws IOException {
    BitSet out = new BitSet();
    for (MetadataStatus.Copy copy : store.status().copies()) {
      boolean left = copy.state() == CopyState.FENCED || copy.state() == CopyState.EVICTED;
      out.set(copy.index(), left);
    }
    List<MetadataCheck.Finding> findings =
        store.check(false).findings().stream()
            .filter(finding -> finding.copy() < 0 || !out.get(finding.copy()))
            .toList();
    if (!findings.isEmpty()) {
      throw new AssertionError("something is left to mend: " + findings);
    }
  }

  private static MapView runsOf(MetadataStore store) {
    return MapView.of(StoreFixture.runs(store), Setup.SECTORS);
  }

  /** Slots are apart from each other, from metadata and from retired ones, which stay retired. */
  static void checkSpace(MetadataStore store, Truth truth, Setup setup) {
    truth.map.checkSlots(setup.perUnit());
    BitSet retired = new BitSet();
    store.forEachRetired(
        run -> retired.set((int) run.sector(), (int) (run.sector() + run.count())));
    BitSet back = (BitSet) truth.retired.clone();
    back.andNot(retired);
    if (!back.isEmpty()) {
      throw new AssertionError("retired sectors are back: " + back);
    }
    truth.retired = retired;
    BitSet reserved = new BitSet();
    for (Extent extent : store.reservation(0)) {
      reserved.set((int) extent.first(), (int) extent.end());
    }
    for (int lba = 0; lba < truth.data.sectors(); lba++) {
      int sector = (int) truth.map.spareSector(lba);
      if (sector >= 0 && (reserved.get(sector) || retired.get(sector))) {
        throw new AssertionError(
            "data where it must not be: lba="
                + lba
                + ", spare sector="
                + sector
                + ", reserved="
                + reserved.get(sector)
                + ", retired="
                + retired.get(sector));
      }
    }
  }

  /** A flush of what was just flushed asks no device. */
  static void demandIdleFlush(SimPair pair, RemapTarget target) throws IOException {
    long before = pair.main().counters().flushes() + pair.spare().counters().flushes();
    target.flush();
    if (pair.main().counters().flushes() + pair.spare().counters().flushes() != before) {
      throw new AssertionError("an idle device was flushed");
    }
  }

  /** Reads every sector and notes what it holds. */
  static void readAll(RemapTarget target, SimPair pair, Truth truth) throws IOException {
    read(target, pair, truth, 0, truth.data.sectors(), true);
    truth.map = MapView.of(target);
    truth.sequence = target.status().metadata().sequence();
  }

  /**
   * Reads sectors and demands legal content, or an error of those that can't be read.
   *
   * @param pin true when what was read is what the sector holds from now on, unless the pair is
   *     poisoned
   */
  static void read(RemapTarget target, SimPair pair, Truth truth, int lba, int count, boolean pin)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocate(count * Stamp.BYTES);
    BitSet bad = new BitSet();
    try {
      target.read(lba, data);
    } catch (UnreadableSectorException e) {
      e.sectors().forEach(extent -> bad.set((int) extent.first(), (int) extent.end()));
    }
    int good = data.position() / Stamp.BYTES;
    // Its own commit may have been the flush that failed and forgot what it reads next.
    boolean poisoned = target.status().poisoned();
    if (poisoned) {
      truth.data.doubt();
    }
    compare(data, truth, lba, good, pin && !poisoned);
    if (bad.isEmpty()) {
      return;
    }
    if (lba + good != bad.nextSetBit(0)) {
      throw new AssertionError("position is not at the first bad sector: " + good + ", " + bad);
    }
    MapView map = MapView.of(target);
    for (int sector = bad.nextSetBit(0); sector >= 0; sector = bad.nextSetBit(sector + 1)) {
      demandReason(map, pair, truth, sector);
      int next = bad.nextClearBit(sector);
      int end = bad.nextSetBit(next) < 0 ? lba + count : bad.nextSetBit(next);
      if (next == sector + 1 && next < end) {
        read(target, pair, truth, next, end - next, pin);
      }
    }
  }

  private static void compare(ByteBuffer data, Truth truth, int lba, int count, boolean pin) {
    for (int sector = lba; sector < lba + count; sector++) {
      int version = Stamp.version(data, (sector - lba) * Stamp.BYTES, sector);
      if (version == Stamp.INVENTED || !truth.data.mayBe(sector, version)) {
        throw new AssertionError(
            "wrong data: lba="
                + sector
                + ", found="
                + version
                + ", "
                + truth.data.describe(sector)
                + ", map="
                + truth.map.at(sector));
      }
      if (pin) {
        truth.data.saw(sector, version);
      }
    }
  }

  private static void demandReason(MapView map, SimPair pair, Truth truth, int lba) {
    if (pair.isUnreadable(map, lba) || pair.isUnreadable(truth.map, lba)) {
      truth.data.taint(lba);
    }
    if (!truth.data.mayBeUnreadable(lba)) {
      throw new AssertionError(
          "an error without a reason: lba="
              + lba
              + ", "
              + truth.data.describe(lba)
              + ", map="
              + truth.map.at(lba)
              + ", now "
              + map.at(lba));
    }
  }
}
