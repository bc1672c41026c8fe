package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.PairIdentity;
import dev.revector.RemapTarget;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A healthy sector pays nothing. */
final class HealthyPathTest {
  private static final int REQUESTS = 20_000;

  /** Takes every request and moves no data. */
  private static final class NoDisk implements BlockDevice {
    private final DeviceGeometry geometry = new DeviceGeometry(1 << 20, 512, 512);
    private final DeviceIdentity identity = new DeviceIdentity("no", "", "", "", "no", 0, 1);
    private final ByteBuffer liked = ByteBuffer.allocate(512);
    private long requests;

    @Override
    public DeviceGeometry geometry() {
      return geometry;
    }

    @Override
    public DeviceIdentity identity() {
      return identity;
    }

    @Override
    public DeviceCapabilities capabilities() {
      return new DeviceCapabilities(true, true, true);
    }

    @Override
    public void read(long lba, ByteBuffer target) {
      requests++;
      target.position(target.limit());
    }

    @Override
    public void write(long lba, ByteBuffer source) {
      requests++;
      source.position(source.limit());
    }

    @Override
    public void flush() {
      requests++;
    }

    @Override
    public void discard(long lba, long count) {
      requests++;
    }

    @Override
    public void writeZeroes(long lba, long count) {
      requests++;
    }

    @Override
    public ByteBuffer allocate(int bytes) {
      return liked;
    }

    @Override
    public void close() {}
  }

  @Test
  void shouldGiveTheBuffersThatMainLikes() throws IOException {
    NoDisk main = new NoDisk();
    try (RemapTarget target = target(main)) {
      assertSame(main.liked, target.allocate(512));
    }
  }

  @Test
  void shouldAllocateNothingAndAskMainOnce() throws IOException {
    NoDisk main = new NoDisk();
    try (RemapTarget target = target(main)) {
      ByteBuffer data = ByteBuffer.allocate(8 * 512);
      requests(target, data);
      long before = allocated();
      long requests = main.requests;
      requests(target, data);
      long bytes = allocated() - before;
      assertEquals(2 * REQUESTS, main.requests - requests);
      assertTrue(bytes < REQUESTS, "bytes=" + bytes);
    }
  }

  private static RemapTarget target(NoDisk main) throws IOException {
    PairIdentity pair = new PairIdentity(new UUID(1, 2), main.geometry(), "", 512, List.of(64L), 0);
    FaultyDisk spare = new FaultyDisk("spare", new DeviceGeometry(64, 512, 512));
    ListStore store = new ListStore(pair, List.of(spare));
    store.seed(EngineUnitTest.mapped(100, 8, 0));
    Settings settings = Rig.settings(main, List.of(spare));
    return RemapEngine.open(settings, store, ListAllocator::new);
  }

  private static void requests(RemapTarget target, ByteBuffer data) throws IOException {
    for (int i = 0; i < REQUESTS; i++) {
      target.write(200 + i, data.clear());
      target.read(200 + i, data.clear());
    }
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
