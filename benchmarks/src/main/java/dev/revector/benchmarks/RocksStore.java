package dev.revector.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB, each put synced; it puts those of several threads into one write itself. */
final class RocksStore implements Store {
  private static final int BATCH = 10_000;

  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions sync = new WriteOptions().setSync(true);
  private final RocksDB database;

  RocksStore(Path folder) throws IOException {
    RocksDB.loadLibrary();
    try {
      database = RocksDB.open(options, folder.resolve("map").toString());
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  private static byte[] key(long lba) {
    return ByteBuffer.allocate(8).putLong(lba).array();
  }

  private static byte[] value(long place, long details) {
    return ByteBuffer.allocate(16).putLong(place).putLong(details).array();
  }

  @Override
  public void put(long lba, long place, long details) throws IOException {
    try {
      database.put(sync, key(lba), value(place, details));
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void fill(Sectors sectors, int count) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      for (long i = 0; i < count; i++) {
        batch.put(key(sectors.sector(i)), value(sectors.place(i), i));
        if (i % BATCH == BATCH - 1 || i == count - 1) {
          database.write(sync, batch);
          batch.clear();
        }
      }
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    try (RocksIterator iterator = database.newIterator()) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        ByteBuffer value = ByteBuffer.wrap(iterator.value());
        visitor.visit(ByteBuffer.wrap(iterator.key()).getLong(), value.getLong(), value.getLong());
      }
    }
  }

  @Override
  public void close() {
    database.close();
    sync.close();
    options.close();
  }
}
