package dev.revector.devices.linux;

import java.io.Closeable;
import java.io.IOException;

/** An open block device or file, with the right to write a part of it if that was asked for. */
interface Handle extends Closeable {
  /** The open file, which may belong to other devices of this JVM, too. */
  Descriptor descriptor();

  /**
   * Becomes the only writer of these bytes; called once, before anything is written.
   *
   * @throws dev.revector.DeviceBusyException if somebody else writes some of them
   */
  void exclude(Range range) throws IOException;

  /** True when somebody else has some of these bytes open for writing. */
  boolean heldByWriter(Range range) throws IOException;

  /** Gives the right and the file back. */
  @Override
  void close() throws IOException;
}
