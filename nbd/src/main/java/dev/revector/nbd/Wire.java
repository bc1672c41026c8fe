package dev.revector.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes to and from one peer. One thread may read while another writes; {@link #close} and
 * {@link #endInput} may be called by any thread and end the others' waiting.
 */
interface Wire {

  /** Reads at least one byte; -1 at the end. */
  int read(ByteBuffer target) throws IOException;

  /** Writes all that the first {@code count} buffers hold. */
  void write(ByteBuffer[] buffers, int count) throws IOException;

  /** Tells the peer that nothing more comes. */
  void endOutput() throws IOException;

  /** Makes every read, a waiting one too, find the end. */
  void endInput();

  /** Drops the connection. */
  void close();
}
