package dev.revector.cli.demo;

import dev.revector.Extent;
import dev.revector.UnreadableSectorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Writes through the pair as a file system would, while sectors of main go bad under it. */
final class Workload {
  private static final int LARGEST_FILE = 512;
  private static final int LARGEST_UPDATE = 64;
  private static final int SECTORS_PER_FLUSH = 8192;

  private final Session session;
  private final Ledger ledger;
  private final RemapWatch watch;
  private final Stage stage;
  private final SplittableRandom random;
  private final int sectors;
  private long bytesWritten;
  private long wrongSectors;

  Workload(Session session, Ledger ledger, RemapWatch watch, Stage stage, SplittableRandom random) {
    this.session = session;
    this.ledger = ledger;
    this.watch = watch;
    this.stage = stage;
    this.random = random;
    this.sectors = (int) session.target().geometry().sectors();
  }

  long bytesWritten() {
    return bytesWritten;
  }

  /** Sectors of which a reader was not told what it must be told. */
  long wrongSectors() {
    return wrongSectors;
  }

  /** Writes the whole disk once, file after file. */
  void fill(BadLuck luck) throws IOException {
    try (Stage.Work work = stage.begin("writing", (long) sectors * Settings.SECTOR_SIZE)) {
      int unflushed = 0;
      for (int lba = 0; lba < sectors; ) {
        int count = Math.min(sectors - lba, 8 + random.nextInt(LARGEST_FILE));
        spoilWithin(lba, count, luck, luck.due(lba + count, sectors));
        write(lba, count);
        work.done((long) count * Settings.SECTOR_SIZE);
        lba += count;
        unflushed += count;
        if (unflushed >= SECTORS_PER_FLUSH || lba == sectors) {
          flush();
          unflushed = 0;
        }
      }
    }
  }

  /** Rewrites parts of the disk in no order, {@code total} sectors in all, and flushes at last. */
  void update(int total, BadLuck luck) throws IOException {
    try (Stage.Work work = stage.begin("updating", (long) total * Settings.SECTOR_SIZE)) {
      int unflushed = 0;
      for (int done = 0; done < total || luck.next() > 0; ) {
        int count = updateOnce(luck, luck.due(Math.min(total, done + LARGEST_UPDATE), total));
        work.done((long) count * Settings.SECTOR_SIZE);
        done += count;
        unflushed += count;
        if (unflushed >= SECTORS_PER_FLUSH) {
          flush();
          unflushed = 0;
        }
      }
      flush();
    }
  }

  /**
   * Goes on until the power fails.
   *
   * @return the sectors whose write was under way, none if it was a flush
   */
  List<Extent> updateUntilPowerFails(BadLuck luck) throws IOException {
    session.power().failAfter(3 + random.nextInt(60));
    for (int i = 1; session.power().isOn(); i++) {
      int lba = random.nextInt(sectors - LARGEST_UPDATE);
      int count = 1 + random.nextInt(LARGEST_UPDATE);
      spoilWithin(lba, count, luck, luck.next());
      try {
        write(lba, count);
      } catch (IOException e) {
        requirePowerFailure(e);
        return List.of(new Extent(lba, count));
      }
      try {
        if (i % 16 == 0) {
          flush();
        }
      } catch (IOException e) {
        requirePowerFailure(e);
      }
    }
    return List.of();
  }

  private void requirePowerFailure(IOException e) throws IOException {
    if (session.power().isOn()) {
      throw e;
    }
  }

  private int updateOnce(BadLuck luck, int due) throws IOException {
    int count = 1 + random.nextInt(LARGEST_UPDATE);
    int lba = random.nextInt(sectors - count);
    spoilWithin(lba, count, luck, due);
    write(lba, count);
    return count;
  }

  private void write(int lba, int count) throws IOException {
    session.target().write(lba, ledger.write(lba, count));
    bytesWritten += (long) count * Settings.SECTOR_SIZE;
    watch.look(session.target(), lba, count);
  }

  private void flush() throws IOException {
    session.target().flush();
    ledger.flushed();
  }

  /** Lets sectors go bad that are about to be written, if {@code size} of them are due and fit. */
  private void spoilWithin(int lba, int count, BadLuck luck, int size) throws IOException {
    if (size == 0 || size > count) {
      return;
    }
    int first = lba + random.nextInt(count - size + 1);
    if (!session.main().isBad(first, size)) {
      session.main().spoil(first, size);
      luck.happened();
    }
  }

  /**
   * Lets sectors go bad that hold data. A reader must be told exactly which; then a copy of the
   * data from elsewhere is put in their place.
   */
  void loseAndFill(BadLuck luck) throws IOException {
    while (luck.next() > 0) {
      flush();
      int size = luck.next();
      int lba = LARGEST_UPDATE + random.nextInt(sectors - 3 * LARGEST_UPDATE);
      if (session.main().isBad(lba, size)) {
        continue;
      }
      session.main().spoil(lba, size);
      luck.happened();
      Extent lost = new Extent(lba, size);
      List<Extent> named = unreadable(lba - LARGEST_UPDATE, size + 2 * LARGEST_UPDATE);
      if (!named.equals(List.of(lost))) {
        stage.warn("expected to be told of sectors " + lost + ", was told of " + named);
        wrongSectors += size;
      }
      stage.warn("lost what sectors " + lost + " held: a reader is told so, not given other bytes");
      session.target().fill(lba, ledger.content(lba, size));
      bytesWritten += (long) size * Settings.SECTOR_SIZE;
      watch.look(session.target(), lba, size);
    }
    flush();
  }

  private List<Extent> unreadable(int lba, int count) throws IOException {
    try {
      session.target().read(lba, ByteBuffer.allocate(count * Settings.SECTOR_SIZE));
      return List.of();
    } catch (UnreadableSectorException e) {
      return e.sectors();
    }
  }

  /** Writes sectors anew whose last write was never acknowledged. */
  void rewrite(List<Extent> extents) throws IOException {
    for (Extent extent : extents) {
      write((int) extent.first(), (int) extent.count());
    }
    flush();
  }
}
