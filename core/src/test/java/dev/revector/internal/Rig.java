package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.InitialMap;
import dev.revector.MapRun;
import dev.revector.PairIdentity;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.spi.RedundancySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An engine over faulty disks and a list of commits. */
final class Rig {
  static final int SECTOR = 512;
  static final long NOW = 1_800_000_000L;

  final FaultyDisk main;
  final List<FaultyDisk> spares = new ArrayList<>();
  final ListStore store;
  final int perUnit;
  @Nullable RedundancySource redundancy;
  int retries = 2;
  boolean readOnly;
  private @Nullable RemapTarget target;

  Rig(int sectors, int perUnit, int... slots) {
    this.perUnit = perUnit;
    DeviceGeometry geometry = new DeviceGeometry(sectors, SECTOR, SECTOR * perUnit);
    main = new FaultyDisk("main", geometry);
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < slots.length; i++) {
      sizes.add((long) slots[i] * perUnit);
      spares.add(
          new FaultyDisk("spare" + i, new DeviceGeometry(sizes.get(i), SECTOR, SECTOR * perUnit)));
    }
    store =
        new ListStore(
            new PairIdentity(new UUID(1, 2), geometry, "main", SECTOR * perUnit, sizes, NOW),
            spares);
    for (int lba = 0; lba < sectors; lba++) {
      main.setContent(lba, stamp(lba, 0));
    }
  }

  /** 64 sectors of 512 bytes, 16 slots. */
  static Rig small() {
    return new Rig(64, 1, 16);
  }

  /** 64 sectors in units of 8, 8 slots. */
  static Rig large() {
    return new Rig(64, 8, 8);
  }

  FaultyDisk spare() {
    return spares.get(0);
  }

  RemapTarget target() throws IOException {
    RemapTarget now = target;
    if (now == null) {
      now = RemapEngine.open(settings(main), store, ListAllocator::new);
      target = now;
    }
    return now;
  }

  Settings settings(@Nullable FaultyDisk mainDisk) {
    return settings(mainDisk, spares, readOnly, retries, redundancy);
  }

  static Settings settings(BlockDevice mainDisk, List<FaultyDisk> spares) {
    return settings(mainDisk, spares, false, 2, null);
  }

  private static Settings settings(
      @Nullable BlockDevice mainDisk,
      List<FaultyDisk> spares,
      boolean readOnly,
      int retries,
      @Nullable RedundancySource redundancy) {
    return new Settings(
        mainDisk,
        List.copyOf(spares),
        "auto",
        0,
        1,
        8,
        0,
        List.of(),
        false,
        false,
        readOnly,
        retries,
        Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC),
        new UUID(1, 2),
        InitialMap.EMPTY,
        redundancy);
  }

  /** Cuts the power: what was not flushed is gone; the next use of the target opens it anew. */
  void powerCut() {
    main.powerCut();
    spares.forEach(FaultyDisk::powerCut);
    target = null;
  }

  /** The content that says which sector it is, and which version of it. */
  static byte[] stamp(long lba, int version) {
    byte[] data = new byte[SECTOR];
    new Random(lba * 1_000_003 + version).nextBytes(data);
    ByteBuffer.wrap(data).putLong(lba).putInt(version);
    return data;
  }

  static ByteBuffer stamps(long lba, int count, int version) {
    ByteBuffer data = ByteBuffer.allocate(count * SECTOR);
    for (int i = 0; i < count; i++) {
      data.put(stamp(lba + i, version));
    }
    return data.flip();
  }

  void write(long lba, int count, int version) throws IOException {
    target().write(lba, stamps(lba, count, version));
  }

  /** What a read of these sectors returns. */
  ByteBuffer read(long lba, int count) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(count * SECTOR);
    target().read(lba, data);
    return data.flip();
  }

  /** The state of one sector, null when it is not in the map. */
  @Nullable SectorState state(long lba) throws IOException {
    List<MapRun> runs = target().runs(lba, 1);
    return runs.isEmpty() ? null : runs.get(0).state();
  }

  /** The states of sectors, one letter each: dot for healthy, M, L, P, and Q with a slot. */
  String states(long lba, int count) throws IOException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      SectorState state = state(lba + i);
      if (state == null) {
        all.append('.');
      } else {
        all.append(
            switch (state) {
              case MAPPED -> 'M';
              case LOST -> 'L';
              case PENDING -> 'P';
              case MAPPED_PENDING -> 'Q';
            });
      }
    }
    return all.toString();
  }
}
