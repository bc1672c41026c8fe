package dev.revector.benchmarks;

import java.io.Closeable;
import java.io.IOException;

/** A place where one would keep such a map, in one copy: sector to spare sector and details. */
interface Store extends Closeable {
  /** Takes a remap. */
  interface Visitor {
    void visit(long lba, long place, long details);
  }

  /** Makes one remap durable; for any thread. */
  void put(long lba, long place, long details) throws IOException;

  /** Puts in the first remaps of a pattern, in any way that is fast. */
  void fill(Sectors sectors, int count) throws IOException;

  /** Hands over all. */
  void forEach(Visitor visitor) throws IOException;
}
