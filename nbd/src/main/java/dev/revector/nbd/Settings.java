package dev.revector.nbd;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** What the builder was told. */
record Settings(
    String name,
    String description,
    boolean readOnly,
    @Nullable NbdTls tls,
    long timeoutNanos,
    long memoryBytes,
    int maxConnections,
    int depth,
    ThreadFactory threads,
    NbdListener listener) {

  /** Bytes that one connection may hold. */
  long connectionBytes() {
    return Math.max(Protocol.MAX_PAYLOAD, memoryBytes / 4);
  }
}
