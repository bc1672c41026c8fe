package dev.revector.devices.linux;

/** Bytes from {@code offset} on. */
record Range(long offset, long length) {
  boolean overlaps(Range other) {
    return offset < other.offset + other.length && other.offset < offset + length;
  }
}
