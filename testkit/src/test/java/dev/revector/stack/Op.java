package dev.revector.stack;

import dev.revector.Extent;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One request to a pair, and what it does to what is known of it.
 *
 * @param kind what is asked for
 * @param lba first sector
 * @param count number of sectors
 * @param version what a write writes, 0 for zeros
 */
record Op(Kind kind, int lba, int count, int version) {

  /** What a request asks for. */
  enum Kind {
    WRITE,
    ZERO,
    FILL,
    DISCARD,
    READ,
    REMAP,
    RELEASE,
    FLUSH,
    CHECK,
    REPAIR
  }

  private static final Kind[] MIX = {
    Kind.WRITE, Kind.WRITE, Kind.WRITE, Kind.WRITE, Kind.WRITE, Kind.WRITE, Kind.WRITE, Kind.WRITE,
    Kind.READ, Kind.READ, Kind.READ, Kind.FLUSH, Kind.FLUSH, Kind.REMAP, Kind.REMAP, Kind.RELEASE,
    Kind.RELEASE, Kind.FILL, Kind.ZERO, Kind.DISCARD, Kind.CHECK, Kind.REPAIR
  };

  static Op random(Random random, MapView map, int version) {
    Kind kind = MIX[random.nextInt(MIX.length)];
    int count =
        switch (random.nextInt(8)) {
          case 0 -> 1 + random.nextInt(64);
          case 1, 2 -> 8;
          case 3, 4 -> 1 + random.nextInt(8);
          default -> 1;
        };
    int lba = random.nextInt(Setup.SECTORS);
    if (random.nextInt(3) > 0) {
      lba = nearMapped(random, map, lba);
    }
    if (kind == Kind.FILL && random.nextInt(8) > 0) {
      lba = firstBad(map, lba);
      count = 1;
      while (count < 4 && lba + count < Setup.SECTORS && isBad(map, lba + count)) {
        count++;
      }
    }
    if (count == 8) {
      lba -= lba % 8;
    }
    count = Math.min(count, Setup.SECTORS - lba);
    return new Op(kind, lba, count, kind == Kind.ZERO ? 0 : version);
  }

  private static int nearMapped(Random random, MapView map, int from) {
    for (int i = 0; i < Setup.SECTORS; i++) {
      int lba = (from + i) % Setup.SECTORS;
      if (map.state(lba) != null) {
        return Math.max(0, lba - random.nextInt(3));
      }
    }
    return from;
  }

  private static int firstBad(MapView map, int from) {
    for (int i = 0; i < Setup.SECTORS; i++) {
      int lba = (from + i) % Setup.SECTORS;
      if (isBad(map, lba)) {
        return lba;
      }
    }
    return from;
  }

  /** True when a sector is in the map without readable data. */
  static boolean isBad(MapView map, int lba) {
    SectorState state = map.state(lba);
    return state != null && !state.readable();
  }

  /** Sends the request. What a read finds is compared with the truth. */
  void run(RemapTarget target, SimPair pair, Truth truth) throws IOException {
    switch (kind) {
      case WRITE -> target.write(lba, Stamp.of(lba, count, version));
      case ZERO -> target.writeZeroes(lba, count);
      case FILL -> fill(target, truth.map);
      case DISCARD -> target.discard(lba, count);
      case READ -> Inspector.read(target, pair, truth, lba, count, true);
      case REMAP -> target.remap(lba, count);
      case RELEASE -> target.release(lba, count);
      case FLUSH -> target.flush();
      case CHECK -> target.check(false);
      case REPAIR -> target.check(true);
    }
  }

  private void fill(RemapTarget target, MapView map) throws IOException {
    boolean legal = isLegalFill(map);
    try {
      target.fill(lba, Stamp.of(lba, count, version));
      if (!legal) {
        throw new AssertionError(this + " was done over readable sectors");
      }
    } catch (IllegalArgumentException e) {
      if (legal) {
        throw new AssertionError(this + " was refused", e);
      }
    }
  }

  private boolean isLegalFill(MapView map) {
    for (int sector = lba; sector < lba + count; sector++) {
      if (!isBad(map, sector)) {
        return false;
      }
    }
    return true;
  }

  private boolean writes(MapView map) {
    return kind == Kind.WRITE || kind == Kind.ZERO || (kind == Kind.FILL && isLegalFill(map));
  }

  /** It is under way, or failed: each sector has its old content or the new. */
  void broaden(Truth truth) {
    for (int sector = lba; sector < lba + count; sector++) {
      if (writes(truth.map)) {
        truth.data.mayHold(sector, version);
      } else if (kind == Kind.DISCARD && truth.map.state(sector) == null) {
        truth.data.mayHold(sector, 0);
      }
    }
  }

  /** It was acknowledged, and left this map. */
  void apply(Truth truth, MapView after) {
    if (kind == Kind.FLUSH) {
      truth.data.allDurable();
    } else if (kind == Kind.DISCARD) {
      broaden(truth);
    } else if (writes(truth.map)) {
      for (int sector = lba; sector < lba + count; sector++) {
        truth.data.holds(sector, version);
        if (truth.map.is(sector, SectorState.PENDING) && after.state(sector) == null) {
          truth.data.durable(sector);
        }
      }
    }
  }

  /** The sectors whose map entries it may change, null for none. */
  @Nullable Extent units(int perUnit) {
    if (kind == Kind.FLUSH || kind == Kind.CHECK || kind == Kind.REPAIR || kind == Kind.DISCARD) {
      return null;
    }
    int first = lba - lba % perUnit;
    int end = (lba + count + perUnit - 1) / perUnit * perUnit;
    return new Extent(first, end - first);
  }

  /** True when it may fail because of sectors that are bad. */
  boolean mayMeetBadSectors() {
    return kind == Kind.REMAP || kind == Kind.RELEASE;
  }

  @Override
  public String toString() {
    return kind + "[" + lba + "+" + count + ", v" + version + "]";
  }
}
