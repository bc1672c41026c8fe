package dev.revector.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A medium with a volatile write cache before it: what is durable, what a reader sees, and the
 * writes that make the difference. Without a cache the two images are one. Not thread-safe.
 */
final class CachedImage {
  private static final int FRAGMENT_BYTES = PendingWrites.FRAGMENT_BYTES;

  private final int sectorSize;
  private final boolean cached;
  private final PendingWrites pending;
  private DiskImage durable;
  private DiskImage visible;

  CachedImage(DiskModel model, DiskImage image) {
    this(model, image, model.volatileCache() ? image.snapshot() : image, new PendingWrites());
  }

  private CachedImage(
      DiskModel model, DiskImage visible, DiskImage durable, PendingWrites pending) {
    this.sectorSize = model.geometry().sectorSize();
    this.cached = model.volatileCache();
    this.visible = visible;
    this.durable = durable;
    this.pending = pending;
  }

  CachedImage copy(DiskModel model) {
    DiskImage image = visible.snapshot();
    return new CachedImage(model, image, cached ? durable.snapshot() : image, pending.copy());
  }

  /** What a reader sees, as an image of its own. */
  DiskImage visibleImage() {
    return visible.snapshot();
  }

  void read(long offset, ByteBuffer target) {
    visible.read(offset, target);
  }

  /** Writes the first {@code length} bytes of data that the caller never changes again. */
  void write(long offset, byte[] data, int length) {
    visible.write(offset, data, 0, length);
    if (cached) {
      pending.add(offset, data, length);
    }
  }

  void flush() {
    if (!pending.isEmpty()) {
      durable = visible.snapshot();
      pending.clear();
    }
  }

  /** Makes bytes zero for good. */
  void zero(long offset, long length) {
    pending.remove(offset, length);
    visible.zero(offset, length);
    durable.zero(offset, length);
  }

  /** Puts bytes there for good. */
  void poke(long offset, byte[] data) {
    pending.remove(offset, data.length);
    visible.write(offset, data, 0, data.length);
    durable.write(offset, data, 0, data.length);
  }

  /** Puts the same noise over what is durable, what is visible and every version between. */
  void corrupt(long offset, long length, long seed) {
    pending.corrupt(offset, length, seed);
    for (long at = offset; at < offset + length; at += FRAGMENT_BYTES) {
      durable.xor(at, noise(seed, at / FRAGMENT_BYTES));
      if (cached) {
        visible.xor(at, noise(seed, at / FRAGMENT_BYTES));
      }
    }
  }

  static byte[] noise(long seed, long fragment) {
    return Noise.bytes(Noise.mix(seed, fragment), FRAGMENT_BYTES);
  }

  List<PendingFragment> pendingFragments() {
    List<PendingFragment> fragments = new ArrayList<>(pending.size());
    pending.forEach((number, versions) -> fragments.add(describe(number, versions.size())));
    return fragments;
  }

  /**
   * The medium after a power cut.
   *
   * @param bad the unreadable sectors when nothing pending survives; changed to what they then are
   * @param seed where garbage comes from
   */
  DiskImage cut(PowerCut cut, BadSectors bad, long seed) {
    DiskImage image = durable.snapshot();
    int[] choices = new int[pending.size()];
    int[] at = {0};
    pending.forEach(
        (number, versions) -> {
          int choice = cut.choose(describe(number, versions.size()));
          choices[at[0]++] = choice;
          if (choice == PowerCut.UNREADABLE) {
            bad.add(lba(number), 1, true);
          } else if (choice == PowerCut.GARBAGE) {
            image.write(number * FRAGMENT_BYTES, noise(seed, number), 0, FRAGMENT_BYTES);
          } else if (choice != PowerCut.OLD) {
            PendingWrites.Version version = versions.get(choice);
            image.write(number * FRAGMENT_BYTES, version.bytes, version.from, FRAGMENT_BYTES);
          }
        });
    if (!bad.isEmpty()) {
      cure(bad, choices);
    }
    return image;
  }

  /** Takes out the sectors of which a power cut left every pending fragment written. */
  private void cure(BadSectors bad, int[] choices) {
    Set<Long> incomplete = new HashSet<>();
    Set<Long> written = new HashSet<>();
    int[] at = {0};
    pending.forEach(
        (number, versions) -> {
          int choice = choices[at[0]++];
          boolean lost = choice == PowerCut.OLD || choice == PowerCut.UNREADABLE;
          (lost ? incomplete : written).add(lba(number));
        });
    written.removeAll(incomplete);
    written.forEach(lba -> bad.cure(lba, 1));
  }

  /** Loses the pending fragments for which {@code survivors} chooses the old content. */
  void drop(PowerCut survivors, BadSectors bad) {
    if (!pending.isEmpty()) {
      visible = cut(survivors, bad, 0);
      pending.removeIf(
          (number, versions) -> survivors.choose(describe(number, versions)) == PowerCut.OLD);
    }
  }

  private PendingFragment describe(long number, int versions) {
    return new PendingFragment(number, lba(number), versions);
  }

  private long lba(long fragment) {
    return fragment * FRAGMENT_BYTES / sectorSize;
  }
}
