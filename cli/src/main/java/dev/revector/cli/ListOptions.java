package dev.revector.cli;

import dev.revector.DeviceGeometry;
import dev.revector.transfer.BadblocksList;
import dev.revector.transfer.DdrescueMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to read a list of bad sectors. */
final class ListOptions {
  @Option(
      names = {"-b", "--block-size"},
      paramLabel = "SIZE",
      converter = Sizes.class,
      description = "Block size of a badblocks list, as badblocks -b (main's sector size).")
  @Nullable Long blockSize;

  @Option(
      names = "--status",
      paramLabel = "CHARS",
      description = "Areas of a ddrescue mapfile to take, some of ?*/-+ (the failed ones: */-).")
  @Nullable String status;

  /** True when one of the options was given. */
  boolean isGiven() {
    return blockSize != null || status != null;
  }

  /** Bytes in a block of a badblocks list. */
  int blockSize(DeviceGeometry main) {
    long size = blockSize == null ? main.sectorSize() : blockSize;
    if (size > BadblocksList.MOST_BLOCK_SIZE) {
      throw new IllegalArgumentException("block size is too large: blockSize=" + size);
    }
    return (int) size;
  }

  /** The areas of a mapfile that count as bad. */
  Set<DdrescueMap.Status> statuses() {
    return status == null ? DdrescueMap.Status.failed() : DdrescueMap.Status.ofSymbols(status);
  }
}
