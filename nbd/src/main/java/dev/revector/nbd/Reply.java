package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one reply, and the memory they lie in.
 *
 * @param parts what is sent, in order
 * @param data goes back to the pool when it is sent, null if there is none
 */
record Reply(List<ByteBuffer> parts, @Nullable Lease data) {

  /** Gives the memory back. */
  void release() {
    if (data != null) {
      data.close();
    }
  }
}
