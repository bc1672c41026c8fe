package dev.revector.metadata;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.Envelope.Place;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Fetches table blocks from whichever live copy has them right. */
final class TableBlocks {
  private TableBlocks() {}

  static ByteBuffer payload(BlockIo io, Envelope envelope, Layout layout, TableTree.Block wanted)
      throws IOException {
    for (int copy : layout.live()) {
      Place place = layout.place(copy, layout.tableBlock(wanted.index()));
      ByteBuffer block = Format.block(layout.blockSize());
      if (io.read(place.spare(), place.address(), block)
          && envelope.matches(block, wanted.type(), place)
          && Envelope.payloadHash(block) == wanted.hash()) {
        return block;
      }
    }
    throw new MetadataDamagedException(
        Kind.NO_ASSEMBLY, "a table block is right in no copy: index=" + wanted.index());
  }
}
