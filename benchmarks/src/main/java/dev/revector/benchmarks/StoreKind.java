package dev.revector.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** The stores that are {@linkplain StoreBenchmark measured}. */
public enum StoreKind {
  SQLITE,
  H2,
  ROCKSDB,
  LMDB;

  /** Options of the JVM without which LMDB's buffers do not work. */
  static final String OPEN_NIO = "--add-opens=java.base/java.nio=ALL-UNNAMED";

  static final String OPEN_CHANNELS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

  Store open(Path folder) throws IOException {
    return switch (this) {
      case SQLITE -> new SqliteStore(folder);
      case H2 -> new H2Store(folder);
      case ROCKSDB -> new RocksStore(folder);
      case LMDB -> new LmdbStore(folder);
    };
  }
}
