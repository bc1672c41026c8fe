package dev.revector.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A second place that has the data of main: a mirror, parity, a replica. Supplied by the embedder.
 * The engine asks it for sectors that neither main nor spare can read, and writes what it gets as a
 * normal write.
 *
 * @since 0.1
 */
public interface RedundancySource {

  /**
   * Fills {@code target} with the data of the sectors from {@code lba} on. Any thread may call; no
   * lock of the library is held. A sector that is written meanwhile keeps what was written. But one
   * that was written and can't be read again by then gets what this call gave: a source has to know
   * every write that was acknowledged before it answers.
   *
   * @return true if the whole buffer was filled with right data; false if the source does not have
   *     it
   */
  boolean recover(long lba, ByteBuffer target) throws IOException;
}
