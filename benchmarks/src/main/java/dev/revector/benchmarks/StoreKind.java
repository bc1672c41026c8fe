package dev.revector.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** The stores that are {@linkplain StoreBenchmark measured}. */
public enum StoreKind {
  SQLITE,
  H2,
  ROCKSDB,
  LMDB;

  Store open(Path folder) throws IOException {
    return switch (this) {
      case SQLITE -> new SqliteStore(folder);
      case H2 -> new H2Store(folder);
      case ROCKSDB -> new RocksStore(folder);
      case LMDB -> new LmdbStore(folder);
    };
  }
}
