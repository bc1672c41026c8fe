package dev.revector.fuzz;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A small pair with all kinds of entries, several leaves and a journal, as the start of mutations.
 *
 * @param main the main disk
 * @param spare the spare
 * @param copies for each copy the first sectors of its blocks, in the order of the region
 */
record BaseImage(SimulatedDisk main, SimulatedDisk spare, List<List<Long>> copies) {
  private static final int BLOCK = 512;
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

  static BaseImage of(int copies, int spareBytes) throws IOException {
    SimulatedDisk main =
        SimulatedDisk.builder(4096).path("main").stableId("main").backing("main").build();
    SimulatedDisk spare =
        SimulatedDisk.builder(spareBytes / BLOCK).path("spare").backing("spare").build();
    var builder =
        RemapTarget.builder()
            .main(main)
            .spare(spare)
            .minCopies(1)
            .clock(CLOCK)
            .pair(new UUID(1, 2));
    List<List<Long>> blocks = new ArrayList<>();
    try (RemapTarget target = builder.copies(copies).create()) {
      for (int i = 0; i < 30; i++) {
        target.remap(i * 40L, 1);
      }
      target.remap(2000, 5);
      target.release(2002, 1);
      target.markPending(List.of(new Extent(3000, 2)), RemapReason.IMPORTED);
      for (Copy copy : target.status().metadata().copies()) {
        blocks.add(sectors(copy));
      }
    }
    return new BaseImage(main.copy(), spare.copy(), List.copyOf(blocks));
  }

  private static List<Long> sectors(Copy copy) {
    List<Long> sectors = new ArrayList<>();
    for (SpareExtent extent : copy.extents()) {
      for (long i = 0; i < extent.sectors(); i++) {
        sectors.add(extent.sector() + i);
      }
    }
    return sectors;
  }

  /** The blocks of one copy, in the order of the region. */
  List<ByteBuffer> blocks(int copy) {
    return copies.get(copy).stream().map(at -> Block.of(spare.peek(at, 1))).toList();
  }

  /** Opens a pair of these disks. */
  static RemapTarget open(BlockDevice main, BlockDevice spare, boolean readOnly)
      throws IOException {
    return RemapTarget.builder()
        .main(main)
        .spare(spare)
        .readOnly(readOnly)
        .retries(0)
        .clock(CLOCK)
        .open();
  }
}
