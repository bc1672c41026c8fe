package dev.revector.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** LMDB, a transaction for each put. */
final class LmdbStore implements Store {
  private static final long MOST_BYTES = 4L << 30;

  private final Env<ByteBuffer> env;
  private final Dbi<ByteBuffer> map;

  LmdbStore(Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve("lmdb"));
    env = Env.create().setMapSize(MOST_BYTES).setMaxDbs(1).open(own.toFile());
    map = env.openDbi("map", DbiFlags.MDB_CREATE);
  }

  private void put(Txn<ByteBuffer> transaction, long lba, long place, long details) {
    ByteBuffer key = ByteBuffer.allocateDirect(8).putLong(lba).flip();
    ByteBuffer value = ByteBuffer.allocateDirect(16).putLong(place).putLong(details).flip();
    map.put(transaction, key, value);
  }

  @Override
  public void put(long lba, long place, long details) {
    try (Txn<ByteBuffer> transaction = env.txnWrite()) {
      put(transaction, lba, place, details);
      transaction.commit();
    }
  }

  @Override
  public void fill(Sectors sectors, int count) {
    try (Txn<ByteBuffer> transaction = env.txnWrite()) {
      for (long i = 0; i < count; i++) {
        put(transaction, sectors.sector(i), sectors.place(i), i);
      }
      transaction.commit();
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    try (Txn<ByteBuffer> transaction = env.txnRead();
        CursorIterable<ByteBuffer> entries = map.iterate(transaction)) {
      for (CursorIterable.KeyVal<ByteBuffer> entry : entries) {
        visitor.visit(entry.key().getLong(), entry.val().getLong(0), entry.val().getLong(8));
      }
    }
  }

  @Override
  public void close() {
    env.close();
  }
}
