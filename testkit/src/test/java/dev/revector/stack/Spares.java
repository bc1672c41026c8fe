package dev.revector.stack;

import dev.revector.Extent;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareAllocator;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** Does harm to the metadata of a simulated spare. */
final class Spares {
  private Spares() {}

  /** How a block is lost. */
  enum Loss {
    /** Its bytes become noise. */
    NOISE,
    /** The medium can't read it until it is written. */
    UNREADABLE,
    /** It is all zeros. */
    ZEROS
  }

  /** The blocks of each copy as the store sees them now, by first sector, in region order. */
  static List<List<Long>> blocks(MetadataStore store) {
    int sectors = store.status().blockSize() / 512;
    List<List<Long>> copies = new ArrayList<>();
    for (Copy copy : store.status().copies()) {
      List<Long> blocks = new ArrayList<>();
      for (SpareExtent extent : copy.extents()) {
        for (long at = 0; at < extent.sectors(); at += sectors) {
          blocks.add(extent.sector() + at);
        }
      }
      copies.add(blocks);
    }
    return copies;
  }

  /** The first sectors of the witnesses: what is reserved and in no copy. */
  static List<Long> witnesses(MetadataStore store) {
    List<Long> witnesses = new ArrayList<>();
    int sectors = store.status().blockSize() / 512;
    for (Extent extent : store.reservation(0)) {
      boolean inCopy =
          store.status().copies().stream()
              .flatMap(copy -> copy.extents().stream())
              .anyMatch(one -> one.sector() == extent.first());
      if (!inCopy && extent.count() == sectors) {
        witnesses.add(extent.first());
      }
    }
    return witnesses;
  }

  /** The position of a copy's second header: the other block of the same type as the first. */
  static int headerB(SimulatedDisk spare, List<Long> blocks) {
    byte header = spare.peek(blocks.get(0), 1)[4];
    for (int position = 1; position < blocks.size(); position++) {
      if (spare.peek(blocks.get(position), 1)[4] == header) {
        return position;
      }
    }
    throw new AssertionError("no second header");
  }

  static void lose(SimulatedDisk spare, long sector, int sectors, Loss loss, Random random) {
    switch (loss) {
      case NOISE -> {
        byte[] noise = new byte[sectors * 512];
        random.nextBytes(noise);
        spare.poke(sector, noise);
      }
      case ZEROS -> spare.poke(sector, new byte[sectors * 512]);
      case UNREADABLE -> spare.faults().failUntilWritten(sector, sectors);
    }
  }

  /** Loses whole copies. */
  static void loseCopies(
      SimulatedDisk spare, MetadataStore store, List<Integer> copies, Loss loss, Random random) {
    int sectors = store.status().blockSize() / 512;
    for (int copy : copies) {
      blocks(store).get(copy).forEach(at -> lose(spare, at, sectors, loss, random));
    }
  }

  /** Makes the whole region of a copy refuse writes. */
  static void failWrites(SimulatedDisk spare, MetadataStore store, int copy) {
    for (SpareExtent extent : store.status().copies().get(copy).extents()) {
      spare.faults().fail(Access.WRITE, extent.sector(), extent.sectors());
    }
  }

  /** Gives a block the checksum that its content needs. */
  static byte[] sealed(byte[] block) {
    Arrays.fill(block, 28, 32, (byte) 0);
    CRC32C crc = new CRC32C();
    crc.update(block);
    for (int i = 0; i < 4; i++) {
      block[28 + i] = (byte) (crc.getValue() >>> (8 * i));
    }
    return block;
  }

  /** The content of the spare, for comparison: small ones only. */
  static byte[] image(SimulatedDisk spare) {
    return spare.peek(0, Math.toIntExact(spare.geometry().sectors()));
  }

  /**
   * A store with so many single remaps that its table has several leaves and its ring went round.
   */
  static MetadataStore filled(SimulatedDisk spare, String strategy, int copies, int remaps)
      throws IOException {
    StoreFixture.create(spare, strategy, copies).close();
    MetadataStore store = StoreFixture.open(spare, false);
    SpareAllocator allocator = StoreFixture.attach(store, spare);
    int perSlot = store.pair().slotSize() / 512;
    for (int i = 0; i < remaps; i++) {
      long slot = allocator.allocate(SpareAllocator.NONE);
      store.commit(List.of(StoreFixture.put(i * 16L, slot * perSlot)));
    }
    return store;
  }
}
