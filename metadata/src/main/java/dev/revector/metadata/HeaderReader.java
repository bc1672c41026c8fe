package dev.revector.metadata;

import dev.revector.BlockDevice;
import dev.revector.MediumException;
import dev.revector.MetadataDamagedException;
import dev.revector.UnsupportedFormatException;
import dev.revector.metadata.Envelope.Place;
import dev.revector.metadata.HeaderSearch.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads single headers. Every block is verified, but as all copies of a header have one payload, it
 * is decoded once. Not thread-safe.
 */
final class HeaderReader {
  /** Headers that are remembered at most: a spare may hold any number of foreign ones. */
  private static final int MOST_KNOWN = 32;

  private final List<BlockDevice> spares;
  private final List<Known> known = new ArrayList<>();
  private ByteBuffer room = Format.block(Format.MIN_BLOCK);

  /** A header that was decoded, the block that held it, and the hash of its payload. */
  private record Known(Envelope envelope, ByteBuffer block, long hash, Header header) {
    boolean isIn(ByteBuffer other, Envelope its) {
      return block.capacity() == other.capacity()
          && Envelope.isSamePayload(block, other)
          && envelope.equals(its);
    }
  }

  HeaderReader(List<BlockDevice> spares) {
    this.spares = spares;
  }

  /** The header that stands at this offset in bytes, if a whole one of any block size does. */
  Optional<Found> at(int spare, long offset) throws IOException {
    BlockDevice device = spares.get(spare);
    int sectorSize = device.geometry().sectorSize();
    ByteBuffer first = block(Math.max(Format.MIN_BLOCK, sectorSize));
    if (offset % sectorSize != 0 || !read(device, offset, first)) {
      return Optional.empty();
    }
    int blockSize = first.getInt(Format.HEADER_BLOCK_SIZE);
    if (Integer.bitCount(blockSize) != 1
        || blockSize < first.capacity()
        || blockSize > Format.MAX_BLOCK
        || offset % blockSize != 0) {
      return Optional.empty();
    }
    Place place = new Place(first.get(Format.AT_COPY) & 0xFF, spare, offset / blockSize);
    ByteBuffer block = first;
    if (blockSize > first.capacity()) {
      block = block(blockSize);
      if (!read(device, offset, block)) {
        return Optional.empty();
      }
    }
    return verified(block, place);
  }

  /** The header that stands at this place of a pair with such blocks, if a whole one does. */
  Optional<Found> at(Place place, int blockSize) throws IOException {
    ByteBuffer block = block(blockSize);
    if (place.spare() >= spares.size()
        || !read(spares.get(place.spare()), place.address() * blockSize, block)
        || block.getInt(Format.HEADER_BLOCK_SIZE) != blockSize) {
      return Optional.empty();
    }
    return verified(block, place);
  }

  private Optional<Found> verified(ByteBuffer block, Place place)
      throws UnsupportedFormatException {
    Envelope envelope = Envelope.of(block);
    if (!envelope.matches(block, Format.BlockType.HEADER, place)) {
      return Optional.empty();
    }
    for (Known one : known) {
      if (one.isIn(block, envelope)) {
        return found(one.header(), place, one.hash());
      }
    }
    Features.check(block);
    try {
      Header header = HeaderCodec.decode(block);
      Known one = new Known(envelope, Format.copyOf(block), Envelope.payloadHash(block), header);
      if (known.size() == MOST_KNOWN) {
        known.clear();
      }
      known.add(one);
      return found(one.header(), place, one.hash());
    } catch (MetadataDamagedException e) {
      return Optional.empty();
    }
  }

  /** Only what stands in a header slot of the copy that it says it is of. */
  private static Optional<Found> found(Header header, Place place, long hash) {
    Layout layout = header.layout();
    for (int slot = 0; slot < 2 && place.copy() < layout.copies().size(); slot++) {
      if (layout.place(place.copy(), layout.headerBlock(slot)).equals(place)) {
        return Optional.of(new Found(header, place, slot, hash));
      }
    }
    return Optional.empty();
  }

  /** The buffer for the next block of this size; the block before is lost. */
  private ByteBuffer block(int size) {
    if (room.capacity() != size) {
      room = Format.block(size);
    }
    return room;
  }

  /** Fills a buffer from an offset in bytes; false where the medium or the device ends that. */
  static boolean read(BlockDevice device, long offset, ByteBuffer block) throws IOException {
    if (offset < 0 || offset > device.geometry().bytes() - block.capacity()) {
      return false;
    }
    try {
      device.read(offset / device.geometry().sectorSize(), block.clear());
      return true;
    } catch (MediumException e) {
      return false;
    }
  }
}
