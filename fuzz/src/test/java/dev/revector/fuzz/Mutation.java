package dev.revector.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.revector.testkit.SimulatedDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Edits of the blocks of a pair, and what makes them believable again: hashes by which blocks name
 * each other, and checksums. Without that nothing but the checksum would ever be tried.
 */
final class Mutation {
  private final BaseImage base;
  private final List<ByteBuffer> blocks;
  private final List<Name> names = new ArrayList<>();

  /** Block {@code from} names block {@code to} by its hash at an offset. */
  private record Name(int from, int offset, int to) {}

  Mutation(BaseImage base) {
    this.base = base;
    this.blocks = base.blocks(0);
    long[] hashes = blocks.stream().mapToLong(Block::hash).toArray();
    for (int from = 0; from < hashes.length; from++) {
      for (int at = Block.PAYLOAD; at <= blocks.get(from).capacity() - 8; at += 4) {
        long word = blocks.get(from).getLong(at);
        for (int to = 0; to < hashes.length; to++) {
          if (word == hashes[to]) {
            names.add(new Name(from, at, to));
          }
        }
      }
    }
  }

  int blockCount() {
    return blocks.size();
  }

  /** Reads edits of the blocks {@code [first, end)} of the region from {@code data}. */
  void edit(FuzzedDataProvider data, int first, int end, int lowestOffset) {
    int edits = data.consumeInt(1, 8);
    for (int i = 0; i < edits; i++) {
      ByteBuffer block = blocks.get(data.consumeInt(first, end - 1));
      int length = data.consumeInt(1, 8);
      int at = data.consumeInt(lowestOffset, block.capacity() - length);
      if (data.consumeBoolean()) {
        block.put(at, (byte) (block.get(at) + data.consumeInt(-2, 2)));
      } else {
        byte[] bytes = data.consumeBytes(length);
        block.put(at, bytes);
      }
    }
  }

  /** Lets blocks that name others name them as they are now, along whole chains. */
  void renameAll() {
    boolean changed = true;
    for (int pass = 0; changed && pass <= blocks.size(); pass++) {
      changed = false;
      for (Name name : names) {
        long hash = Block.hash(blocks.get(name.to()));
        ByteBuffer from = blocks.get(name.from());
        changed |= from.getLong(name.offset()) != hash;
        from.putLong(name.offset(), hash);
      }
    }
  }

  /** A spare on which every copy has the payloads of this mutation. */
  SimulatedDisk onAllCopies() {
    SimulatedDisk spare = base.spare().copy();
    for (int copy = 0; copy < base.copies().size(); copy++) {
      put(spare, copy);
    }
    return spare;
  }

  /** A spare on which one copy is changed. */
  SimulatedDisk onOneCopy(int copy) {
    SimulatedDisk spare = base.spare().copy();
    put(spare, copy);
    return spare;
  }

  /** Envelopes are the mutation's in the first copy; the others keep their own. */
  private void put(SimulatedDisk spare, int copy) {
    for (int i = 0; i < blocks.size(); i++) {
      byte[] bytes = new byte[blocks.get(i).capacity()];
      blocks.get(i).get(0, bytes);
      long sector = base.copies().get(copy).get(i);
      if (copy > 0) {
        System.arraycopy(spare.peek(sector, 1), 0, bytes, 0, Block.PAYLOAD);
      }
      Block.seal(Block.of(bytes));
      spare.poke(sector, bytes);
    }
  }
}
