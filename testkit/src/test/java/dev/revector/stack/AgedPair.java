package dev.revector.stack;

import dev.revector.MetadataStatus.Copy;
import dev.revector.RemapTarget;
import dev.revector.testkit.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes the numbers of a pair that was just created as large as after years of use. */
final class AgedPair {
  private static final int AT_TYPE = 4;
  private static final int HEADER = 1;

  /** Where a header has its sequence, its epoch and the sequence that it covers. */
  private static final int[] NUMBERS = {56, 64, 72};

  private AgedPair() {}

  /** Ages what stands on the spare by so many records and openings; the pair is closed. */
  static void age(SimulatedDisk spare, RemapTarget closed, long years) {
    int sectors = closed.status().metadata().blockSize() / Stamp.BYTES;
    for (Copy copy : closed.status().metadata().copies()) {
      long first = copy.extents().get(0).sector();
      long count = copy.extents().get(0).sectors();
      for (long sector = first; sector < first + count; sector += sectors) {
        byte[] block = spare.peek(sector, sectors);
        if (block[AT_TYPE] == HEADER) {
          spare.poke(sector, Spares.sealed(aged(block, years)));
        }
      }
    }
  }

  private static byte[] aged(byte[] header, long years) {
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    for (int at : NUMBERS) {
      fields.putLong(at, fields.getLong(at) + years);
    }
    return header;
  }
}
