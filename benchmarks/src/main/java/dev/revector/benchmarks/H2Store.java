package dev.revector.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** H2's MVStore, each put committed and synced. */
final class H2Store implements Store {
  private final MVStore store;
  private final MVMap<Long, long[]> map;

  H2Store(Path folder) {
    store =
        new MVStore.Builder()
            .fileName(folder.resolve("map.mv").toString())
            .autoCommitDisabled()
            .open();
    map = store.openMap("map");
  }

  @Override
  public synchronized void put(long lba, long place, long details) {
    map.put(lba, new long[] {place, details});
    store.commit();
    store.sync();
  }

  @Override
  public void fill(Sectors sectors, int count) {
    for (long i = 0; i < count; i++) {
      map.put(sectors.sector(i), new long[] {sectors.place(i), i});
    }
    store.commit();
    store.sync();
  }

  @Override
  public void forEach(Visitor visitor) {
    for (Map.Entry<Long, long[]> entry : map.entrySet()) {
      visitor.visit(entry.getKey(), entry.getValue()[0], entry.getValue()[1]);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
