package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.SparesExhaustedException;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unreadable sectors take records but no slots, so they can fill the metadata. */
class FullMetadataTest {
  private static final int THREADS = 4;

  private SimulatedDisk spare;
  private MetadataStore store;

  private void create(int copies, int bytes) throws IOException {
    spare = StoreFixture.spare(bytes, 512);
    store = StoreFixture.create(spare, "linear", copies);
  }

  private static MapChange pending(long lba, int count) {
    return new MapChange.Put(
        new MapRun(lba, count, SectorState.PENDING, 0, 0, RemapReason.READ_ERROR, 1_000_000, 1));
  }

  /** Marks every second sector until there is no room; returns how many. */
  private long fill() throws IOException {
    for (long i = 0; ; i++) {
      try {
        store.commit(List.of(pending(2 * i, 1)));
      } catch (SparesExhaustedException e) {
        return i;
      }
    }
  }

  private static Set<Long> sectors(MetadataStore store) {
    return new TreeSet<>(StoreFixture.map(store).keySet());
  }

  /** The first sectors of which one in so many is marked. */
  private static Set<Long> oneIn(long step, long marked) {
    return LongStream.range(0, marked)
        .map(i -> i * step)
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void demand(Set<Long> expected) throws IOException {
    MetadataStore reader = StoreFixture.open(spare.copy(), true);
    assertEquals(expected, sectors(reader));
    assertEquals(List.of(), reader.check(false).findings());
  }

  @ParameterizedTest
  @CsvSource({"1, 36", "2, 36", "3, 52", "5, 80", "2, 512"})
  void shouldRefuseWhatHasNoRoomAndChangeNothing(int copies, int kib) throws IOException {
    create(copies, kib << 10);
    long marked = fill();
    Set<Long> expected = oneIn(2, marked);
    assertTrue(marked > 20, "marked=" + marked);
    assertEquals(expected, sectors(store));
    demand(expected);
    assertThrows(
        SparesExhaustedException.class, () -> store.commit(List.of(pending(2 * marked, 1))));
    store.commit(List.of(new MapChange.Remove(6, 1)));
    expected.remove(6L);
    store.commit(List.of(pending(2 * marked, 1)));
    expected.add(2 * marked);
    demand(expected);
    store.close();
    demand(expected);
  }

  /** One change that concerns every run there is: more than one record may touch. */
  @ParameterizedTest
  @CsvSource({"1, 36", "2, 36", "3, 52", "5, 80", "2, 512"})
  void shouldWriteAChangeOfEverythingInPieces(int copies, int kib) throws IOException {
    create(copies, kib << 10);
    long marked = fill();
    long left = marked - marked / 4;
    store.commit(List.of(new MapChange.Remove(2 * left, (int) (2 * (marked - left)))));
    long before = store.status().sequence();
    MapChange all = pending(0, (int) (2 * left));
    store.commit(List.of(all));
    assertTrue(store.status().sequence() > before + 1, "it went into one record");
    assertEquals(List.of(((MapChange.Put) all).run()), StoreFixture.runs(store));
    demand(oneIn(1, 2 * left));
  }

  @ParameterizedTest
  @CsvSource({"1, 36", "2, 36", "3, 52"})
  void shouldRefuseOfAGroupOnlyWhatHasNoRoom(int copies, int kib) throws Exception {
    create(copies, kib << 10);
    spare.listen(operation -> LockSupport.parkNanos(20_000));
    AtomicLong next = new AtomicLong();
    Callable<List<Long>> marker =
        () -> {
          List<Long> done = new ArrayList<>();
          while (true) {
            long lba = 2 * next.getAndIncrement();
            try {
              store.commit(List.of(pending(lba, 1)));
            } catch (SparesExhaustedException e) {
              return done;
            }
            done.add(lba);
          }
        };
    Set<Long> acknowledged = new TreeSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (Future<List<Long>> one : threads.invokeAll(Collections.nCopies(THREADS, marker))) {
        acknowledged.addAll(one.get());
      }
    } finally {
      threads.shutdownNow();
    }
    spare.listen(operation -> {});
    assertEquals(acknowledged, sectors(store));
    demand(acknowledged);
    create(copies, kib << 10);
    assertEquals(fill(), acknowledged.size());
  }

  @Test
  void shouldRefuseWhatIsNoCommit() throws IOException {
    create(3, 1 << 20);
    long writes = spare.counters().writes();
    List<MapChange> many = new ArrayList<>();
    for (int i = 0; i <= store.maxChanges(); i++) {
      many.add(pending(2L * i, 1));
    }
    for (List<MapChange> no :
        List.of(List.<MapChange>of(), many, List.of(pending(8, 4), pending(11, 1)))) {
      assertThrows(IllegalArgumentException.class, () -> store.commit(no));
    }
    assertEquals(writes, spare.counters().writes());
    store.commit(many.subList(0, store.maxChanges()));
    assertEquals(store.maxChanges(), StoreFixture.runs(store).size());
  }
}
