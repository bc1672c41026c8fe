package dev.revector.cli.demo;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;

/** What a demonstration needs from outside: a way to open files as disks, and an audience. */
public interface Stage {

  /** Opens a file as a disk, for reading and writing. */
  BlockDevice open(Path file) throws IOException;

  /** Announces the next part. */
  void part(String title) throws IOException;

  /** Tells of something that happened. */
  void tell(String line) throws IOException;

  /** Tells of something that went wrong on purpose. */
  void warn(String line) throws IOException;

  /** Begins work of a known length, in bytes. */
  Work begin(String what, long bytes);

  /** Work under way. */
  interface Work extends AutoCloseable {

    /** So many more bytes are done. */
    void done(long bytes);

    /** The work is over. */
    @Override
    void close();
  }
}
