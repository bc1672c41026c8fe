package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.MetadataDamagedException;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.WrongDeviceException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A pair that is open, with what its disks are called.
 *
 * @param target the pair
 * @param main main, empty when only the spare was given
 * @param spare the spare
 */
record Pair(RemapTarget target, Optional<Disk> main, Disk spare) implements Closeable {

  /**
   * Opens a pair with main's physical block size as it was when the pair was made, which only the
   * metadata knows: so that is looked at first, without a lock. The spare counts as what it is: the
   * slots' size is in the metadata, and another would round its size or refuse where it begins.
   * What is to be written goes on to the opening even when the look finds no pair, since that one
   * searches all of a large spare and a look does not.
   *
   * @param main main, which may be left out when nothing is to be written
   * @param acceptMain true to take a main that is another disk than the pair was made with
   * @param writable false to write nothing and take no lock
   */
  static Pair open(
      Optional<DeviceSpec> main, DeviceSpec spare, boolean acceptMain, boolean writable)
      throws IOException {
    Pair found;
    boolean asWanted;
    try {
      found = openWith(builder(false), Optional.empty(), spare, false, 0);
      asWanted = main.isEmpty() && !writable;
    } catch (WrongDeviceException | MetadataDamagedException e) {
      if (!writable) {
        throw e;
      }
      found = openWith(builder(true).acceptMain(acceptMain), main, spare, true, 0);
      asWanted = true;
    }
    int physicalBlockSize;
    try {
      physicalBlockSize = found.target.status().pair().main().physicalBlockSize();
      if (asWanted && found.hasMainOf(physicalBlockSize)) {
        return found;
      }
    } catch (RuntimeException e) {
      found.close();
      throw e;
    }
    found.close();
    return openWith(
        builder(writable).acceptMain(acceptMain), main, spare, writable, physicalBlockSize);
  }

  private boolean hasMainOf(int physicalBlockSize) {
    return main.stream().allMatch(disk -> disk.physicalBlockSize() == physicalBlockSize);
  }

  private static RemapTargetBuilder builder(boolean writable) {
    return RemapTarget.builder().readOnly(!writable);
  }

  private static Pair openWith(
      RemapTargetBuilder builder,
      Optional<DeviceSpec> main,
      DeviceSpec spare,
      boolean writable,
      int mainBlockSize)
      throws IOException {
    try (Openings openings = new Openings()) {
      if (main.isEmpty()) {
        BlockDevice spareDevice = openings.open(spare, writable, 0);
        RemapTarget target = builder.spare(spareDevice).open();
        openings.keep();
        return new Pair(target, Optional.empty(), Disk.of(spareDevice));
      }
      BlockDevice mainDevice = openings.open(main.get(), writable, mainBlockSize);
      BlockDevice spareDevice = openings.openBeside(mainDevice, spare, writable, 0);
      RemapTarget target = builder.main(mainDevice).spare(spareDevice).open();
      openings.keep();
      return new Pair(target, Optional.of(Disk.of(mainDevice)), Disk.of(spareDevice));
    }
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
