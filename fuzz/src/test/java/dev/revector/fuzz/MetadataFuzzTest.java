package dev.revector.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Metadata that says anything under right checksums and hashes. A normal run tries the corpus, the
 * profile {@code fuzz} goes on from there.
 */
class MetadataFuzzTest {
  private static final BaseImage SINGLE = image(1, 36 << 10);
  private static final BaseImage TRIPLE = image(3, 64 << 10);

  private static BaseImage image(int copies, int bytes) {
    try {
      return BaseImage.of(copies, bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isHeader(BaseImage base, int block) {
    return base.blocks(0).get(block).get(4) == 1;
  }

  /** Number of the second header, which ends the ring. */
  private static int secondHeader(BaseImage base) {
    int block = 1;
    while (!isHeader(base, block)) {
      block++;
    }
    return block;
  }

  private static void tryOut(Mutation mutation, BaseImage base) {
    new Opening(base).tryAll(mutation.onAllCopies());
  }

  @FuzzTest(maxDuration = "24h")
  void header(FuzzedDataProvider data) {
    BaseImage base = data.consumeBoolean() ? SINGLE : TRIPLE;
    Mutation mutation = new Mutation(base);
    mutation.edit(data, 0, 1, Block.PAYLOAD);
    int second = secondHeader(base);
    mutation.edit(data, second, second + 1, Block.PAYLOAD);
    tryOut(mutation, base);
  }

  @FuzzTest(maxDuration = "24h")
  void journal(FuzzedDataProvider data) {
    BaseImage base = data.consumeBoolean() ? SINGLE : TRIPLE;
    Mutation mutation = new Mutation(base);
    mutation.edit(data, 1, secondHeader(base), Block.PAYLOAD);
    if (data.consumeInt(0, 7) > 0) {
      mutation.renameAll();
    }
    tryOut(mutation, base);
  }

  @FuzzTest(maxDuration = "24h")
  void table(FuzzedDataProvider data) {
    BaseImage base = data.consumeBoolean() ? SINGLE : TRIPLE;
    Mutation mutation = new Mutation(base);
    mutation.edit(data, secondHeader(base) + 1, mutation.blockCount(), Block.PAYLOAD);
    if (data.consumeInt(0, 7) > 0) {
      mutation.renameAll();
    }
    tryOut(mutation, base);
  }

  /** Anything anywhere, also in envelopes, in one copy or in all; and sectors of noise. */
  @FuzzTest(maxDuration = "24h")
  void image(FuzzedDataProvider data) {
    BaseImage base = data.consumeBoolean() ? SINGLE : TRIPLE;
    Mutation mutation = new Mutation(base);
    mutation.edit(data, 0, mutation.blockCount(), 0);
    if (data.consumeBoolean()) {
      mutation.renameAll();
    }
    SimulatedDisk spare =
        data.consumeBoolean()
            ? mutation.onAllCopies()
            : mutation.onOneCopy(data.consumeInt(0, base.copies().size() - 1));
    int noise = data.consumeInt(0, 3);
    for (int i = 0; i < noise; i++) {
      byte[] bytes = new byte[512];
      byte[] some = data.consumeBytes(512);
      System.arraycopy(some, 0, bytes, 0, some.length);
      spare.poke(data.consumeLong(0, spare.geometry().sectors() - 1), bytes);
    }
    if (data.consumeInt(0, 9) == 0) {
      spare = spare.resize(data.consumeLong(0, spare.geometry().sectors()));
    }
    new Opening(base).tryAll(spare);
  }

  /** The mutations would be worth nothing if even an unchanged image were refused. */
  @Test
  void shouldAcceptAnImageThatIsOnlySealedAnew() {
    for (BaseImage base : new BaseImage[] {SINGLE, TRIPLE}) {
      Mutation mutation = new Mutation(base);
      mutation.renameAll();
      assertTrue(new Opening(base).tryAll(mutation.onAllCopies()));
    }
  }
}
