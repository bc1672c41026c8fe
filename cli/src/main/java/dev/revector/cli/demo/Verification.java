package dev.revector.cli.demo;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongPredicate;

/** Reads a whole disk and compares every sector with what it may hold. */
final class Verification {
  private static final int PIECE = 2048;

  private final BlockDevice disk;
  private final Ledger ledger;
  private final LongPredicate mayBeUnreadable;
  private final MessageDigest digest = sha256();
  private final List<Extent> unreadable = new ArrayList<>();
  private long bytes;
  private long oldSectors;
  private long newSectors;
  private long wrongSectors;

  /**
   * A verification of {@code disk}.
   *
   * @param mayBeUnreadable says whether an error is right for a sector
   */
  Verification(BlockDevice disk, Ledger ledger, LongPredicate mayBeUnreadable) {
    this.disk = disk;
    this.ledger = ledger;
    this.mayBeUnreadable = mayBeUnreadable;
  }

  Verification run(Stage stage) throws IOException {
    long sectors = disk.geometry().sectors();
    try (Stage.Work work = stage.begin("verifying", disk.geometry().bytes())) {
      for (long lba = 0; lba < sectors; lba += PIECE) {
        long end = Math.min(sectors, lba + PIECE);
        verify(lba, end);
        work.done((end - lba) * Settings.SECTOR_SIZE);
      }
    }
    return this;
  }

  private void verify(long from, long end) throws IOException {
    for (long lba = from; lba < end; ) {
      ByteBuffer buffer = ByteBuffer.allocate((int) (end - lba) * Settings.SECTOR_SIZE);
      long next = end;
      long good = end;
      try {
        disk.read(lba, buffer);
      } catch (UnreadableSectorException e) {
        Extent first = e.sectors().get(0);
        good = first.first();
        next = first.end();
        judge(first);
      }
      compare(lba, good, buffer);
      lba = next;
    }
  }

  private void judge(Extent extent) {
    unreadable.add(extent);
    for (long s = extent.first(); s < extent.end(); s++) {
      if (!mayBeUnreadable.test(s)) {
        wrongSectors++;
      }
    }
  }

  private void compare(long from, long end, ByteBuffer buffer) {
    for (long s = from; s < end; s++) {
      int offset = (int) (s - from) * Settings.SECTOR_SIZE;
      switch (ledger.verify((int) s, buffer.slice(offset, Settings.SECTOR_SIZE))) {
        case RIGHT -> {}
        case OLD -> oldSectors++;
        case NEW -> newSectors++;
        case WRONG -> wrongSectors++;
      }
    }
    int length = (int) (end - from) * Settings.SECTOR_SIZE;
    digest.update(buffer.slice(0, length));
    bytes += length;
  }

  long bytes() {
    return bytes;
  }

  long oldSectors() {
    return oldSectors;
  }

  long newSectors() {
    return newSectors;
  }

  long wrongSectors() {
    return wrongSectors;
  }

  /** The sectors that a reader was told to be unreadable. */
  List<Extent> unreadable() {
    return List.copyOf(unreadable);
  }

  /** SHA-256 of all that was read, in hexadecimal; to be asked for once. */
  String checksum() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
