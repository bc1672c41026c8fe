package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader beside a writer, let in before each of the writer's requests, or beside damage. */
class LiveReaderTest {
  private static final int COMMITS = 30;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void shouldAlwaysSeeWhatWasAcknowledged(int copies) throws IOException {
    SimulatedDisk spare = StoreFixture.spare(4 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", copies, 25);
    BlockDevice view = spare.readOnlyView();
    TreeMap<Long, Long> acknowledged = new TreeMap<>(StoreFixture.map(store));
    TreeMap<Long, Long> next = new TreeMap<>(acknowledged);
    List<Throwable> failures = new ArrayList<>();
    AtomicInteger reads = new AtomicInteger();
    spare.listen(
        operation -> {
          try {
            MetadataStore reader = StoreFixture.open(view, true);
            Map<Long, Long> seen = StoreFixture.map(reader);
            assertTrue(reader.status().live());
            assertTrue(
                seen.equals(acknowledged) || seen.equals(next),
                () -> "before " + operation + ": " + seen + " for " + acknowledged);
            reads.incrementAndGet();
          } catch (IOException | RuntimeException | AssertionError e) {
            failures.add(e);
          }
        });
    for (int i = 0; i < COMMITS; i++) {
      long lba = (1L << 20) + (i % 20) * 8L;
      List<MapChange> changes = List.of(StoreFixture.put(lba, 6000L + i));
      next.put(lba, 6000L + i);
      store.commit(changes);
      acknowledged.putAll(next);
    }
    spare.listen(operation -> {});
    assertEquals(List.of(), failures);
    assertTrue(reads.get() > COMMITS * 2, "reads=" + reads);
  }

  @Test
  void shouldLookTwiceAtMostAtDamageThatStays() throws IOException {
    SimulatedDisk spare = StoreFixture.spare(1 << 20, 512);
    MetadataStore writer = Spares.filled(spare, "linear", 3, 30);
    int whole = reads(spare);
    long second = writer.status().copies().get(1).extents().get(0).sector();
    spare.poke(second, new byte[512]);
    int damaged = reads(spare);
    assertTrue(damaged <= 2 * whole + 10, "reads: whole=" + whole + ", damaged=" + damaged);
  }

  /** Opens the spare beside its writer, and counts the requests. */
  private static int reads(SimulatedDisk spare) throws IOException {
    AtomicInteger reads = new AtomicInteger();
    BlockDevice view = spare.readOnlyView();
    BlockDevice counting =
        (BlockDevice)
            Proxy.newProxyInstance(
                LiveReaderTest.class.getClassLoader(),
                new Class<?>[] {BlockDevice.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("read")) {
                    reads.incrementAndGet();
                  }
                  try {
                    return method.invoke(view, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    OpenRequest request =
        new OpenRequest(
            Optional.empty(),
            List.of(counting),
            List.copyOf(StoreFixture.strategies()),
            false,
            true);
    MetadataStore reader = new LedgerStoreProvider().open(request);
    assertTrue(reader.status().live());
    assertEquals(3, reader.status().copies().size());
    return reads.get();
  }
}
