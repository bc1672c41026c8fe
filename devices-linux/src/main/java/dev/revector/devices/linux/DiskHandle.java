package dev.revector.devices.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A block device: shared and claimed when it is to be written, opened for itself when not. */
final class DiskHandle implements Handle {
  private final DiskClaim claim;
  private final String path;
  private final long number;
  private final @Nullable SharedDisk shared;
  private final Descriptor descriptor;
  private @Nullable Range range;

  private DiskHandle(
      DiskClaim claim,
      String path,
      long number,
      @Nullable SharedDisk shared,
      Descriptor descriptor) {
    this.claim = claim;
    this.path = path;
    this.number = number;
    this.shared = shared;
    this.descriptor = descriptor;
  }

  /**
   * Opens a block device.
   *
   * @param number its device number
   * @param direct the flag for {@code O_DIRECT}
   * @param holder says who has it, for the message when somebody has
   */
  static DiskHandle open(String path, long number, int direct, boolean writable, String holder)
      throws IOException {
    DiskClaim claim = new DiskClaim(path, direct);
    if (!writable) {
      return new DiskHandle(claim, path, number, null, claim.open(false, holder));
    }
    SharedDisk shared = SharedDisk.join(number, () -> claim.open(true, holder));
    return new DiskHandle(claim, path, number, shared, shared.descriptor());
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public void exclude(Range wanted) throws IOException {
    if (shared != null) {
      shared.exclude(wanted, path);
      range = wanted;
    }
  }

  /** Within this JVM it is known who writes what; of others, only that they have the disk. */
  @Override
  public boolean heldByWriter(Range wanted) {
    return SharedDisk.isClaimed(number) ? SharedDisk.isWritten(number, wanted) : claim.isClaimed();
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.leave(range);
    } else {
      descriptor.close();
    }
  }
}
