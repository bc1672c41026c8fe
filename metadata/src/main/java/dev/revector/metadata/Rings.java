package dev.revector.metadata;

import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.Format.BlockType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal rings of a pair. Every block is verified, but as a slot mostly holds the same
 * record in all lanes, that is hashed and decoded once.
 */
final class Rings {
  private final BlockIo io;
  private final Header header;
  private final @Nullable ByteBuffer[] blocks;
  private final @Nullable JournalRecord[] decoded;
  private ByteBuffer room;

  Rings(BlockIo io, Header header) {
    this.io = io;
    this.header = header;
    this.blocks = new ByteBuffer[header.layout().laneLength()];
    this.decoded = new JournalRecord[blocks.length];
    this.room = Format.block(header.layout().blockSize());
  }

  /** What each lane holds, null where there is no whole record. */
  List<@Nullable JournalRecord[]> read(List<Lane> lanes) throws IOException {
    List<@Nullable JournalRecord[]> rings = new ArrayList<>();
    for (Lane lane : lanes) {
      @Nullable JournalRecord[] ring = new JournalRecord[blocks.length];
      for (int slot = 0; slot < ring.length; slot++) {
        ring[slot] = record(lane, slot);
      }
      rings.add(ring);
    }
    return rings;
  }

  private @Nullable JournalRecord record(Lane lane, int slot) throws IOException {
    Layout layout = header.layout();
    Place place = layout.place(lane.copy(), layout.ringBlock(lane.half(), slot));
    if (!io.read(place.spare(), place.address(), room)
        || !header.envelope().matches(room, BlockType.RECORD, place)) {
      return null;
    }
    ByteBuffer before = blocks[slot];
    if (before == null || !Envelope.isSamePayload(room, before)) {
      decoded[slot] = JournalRecord.decode(room);
      blocks[slot] = room;
      room = Format.block(layout.blockSize());
    }
    return decoded[slot];
  }
}
