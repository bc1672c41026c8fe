package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a server ends when something is amiss, and how it goes on where memory is. */
@Timeout(60)
class EndingTest {
  @TempDir Path dir;
  private final SimulatedDisk disk = SimulatedDisk.builder(4096).build();
  private final CountDownLatch taken = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  private NbdServer serve() throws IOException {
    return NbdServer.builder(disk).listenUnix(dir.resolve("socket"));
  }

  /** Holds up what concerns sector 100. */
  private void holdUp() {
    disk.listen(
        operation -> {
          if (operation.lba() == 100) {
            taken.countDown();
            await(release);
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldAnswerWhatItTookWhenItClosesInTheMiddleOfAnother() throws Exception {
    holdUp();
    CountDownLatch begun = new CountDownLatch(1);
    BlockDevice device =
        Poor.device(
            disk,
            method -> {
              if (method.equals("allocate")) {
                begun.countDown();
              }
            });
    List<Thread> workers = new CopyOnWriteArrayList<>();
    NbdServer server =
        NbdServer.builder(device)
            .threads(
                task -> {
                  workers.add(new Thread(task));
                  return workers.get(workers.size() - 1);
                })
            .listenUnix(dir.resolve("socket"));
    FutureTask<Object> closing = new FutureTask<>(() -> close(server));
    try (RawClient client = RawClient.ready(server.address(), false)) {
      client.write(0, 1, 100 * 512, new byte[512]);
      await(taken);
      client.send(
          ByteBuffer.allocate(Protocol.REQUEST_BYTES + 100)
              .put(RawClient.request(0, Protocol.CMD_WRITE, 2, 0, 1 << 20).flip())
              .position(Protocol.REQUEST_BYTES + 100));
      await(begun);
      new Thread(closing).start();
      workers.get(1).join(); // the one that read
      release.countDown();
      RawClient.Chunk answer = client.chunk(0);
      assertEquals(1, answer.cookie());
      assertEquals(0, answer.error());
      client.awaitClose();
    }
    closing.get();
    assertEquals(0, disk.pendingFragments().size());
  }

  /** Sends two writes at once: one that is held up, and one that its server has from then on. */
  private void sendTwo(RawClient client) throws IOException {
    ByteBuffer both = ByteBuffer.allocate(2 * (Protocol.REQUEST_BYTES + 512));
    for (long sector : new long[] {100, 0}) {
      both.put(RawClient.request(0, Protocol.CMD_WRITE, 1, sector * 512, 512).flip());
      both.put(new byte[511]).put((byte) 1);
    }
    client.send(both);
    await(taken);
  }

  private NbdServer serveOneByOne(List<Thread> workers) throws IOException {
    return NbdServer.builder(disk)
        .depth(1)
        .threads(
            task -> {
              workers.add(new Thread(task));
              return workers.get(workers.size() - 1);
            })
        .listenUnix(dir.resolve("socket"));
  }

  @Test
  void shouldNotBeginWhatItHasReceivedOnceItIsClosed() throws Exception {
    holdUp();
    List<Thread> workers = new CopyOnWriteArrayList<>();
    NbdServer server = serveOneByOne(workers);
    try (RawClient client = RawClient.ready(server.address(), false)) {
      sendTwo(client);
      server.close(Duration.ZERO);
      release.countDown();
      workers.get(0).join();
    }
    assertEquals(1, disk.peek(100, 1)[511]);
    assertEquals(0, disk.peek(0, 1)[511]);
  }

  @Test
  void shouldNotBeginWhatItHasReceivedOnceItsClientIsGone() throws Exception {
    holdUp();
    List<Thread> workers = new CopyOnWriteArrayList<>();
    try (NbdServer server = serveOneByOne(workers)) {
      try (RawClient client = RawClient.ready(server.address(), false)) {
        sendTwo(client);
      }
      release.countDown();
      workers.get(0).join();
    }
    assertEquals(1, disk.peek(100, 1)[511]);
    assertEquals(0, disk.peek(0, 1)[511]);
  }

  @Test
  void shouldAnswerWhatIsDoneWhileARequestHangs() throws Exception {
    holdUp();
    try (NbdServer server = serveOneByOne(new CopyOnWriteArrayList<>());
        RawClient client = RawClient.ready(server.address(), false)) {
      for (int i = 0; i < 200; i++) {
        client.ask(0, Protocol.CMD_READ, 0, 512); // so that the next ones are guessed to be quick
      }
      ByteBuffer all = ByteBuffer.allocate(3 * Protocol.REQUEST_BYTES);
      for (long sector : new long[] {0, 1, 100}) {
        all.put(RawClient.request(0, Protocol.CMD_READ, sector, sector * 512, 512).flip());
      }
      client.send(all);
      assertEquals(0, client.chunk(512).cookie());
      assertEquals(1, client.chunk(512).cookie());
      release.countDown();
      assertEquals(100, client.chunk(512).cookie());
    }
  }

  /** The watchdog asks for a thread; until it hears that there is none, all others have left. */
  @Test
  void shouldEndAConnectionThatItsLastWorkerLeftMeanwhile() throws Exception {
    BlockDevice device =
        Poor.device(
            disk,
            method -> {
              if (method.equals("read")) {
                await(release);
                throw new AssertionError("as a broken device does");
              }
            });
    List<Thread> workers = new CopyOnWriteArrayList<>();
    NbdServer server =
        NbdServer.builder(device)
            .threads(
                task -> {
                  if (workers.isEmpty()) {
                    workers.add(new Thread(task));
                    workers.get(0).setUncaughtExceptionHandler((thread, e) -> {});
                    return workers.get(0);
                  }
                  release.countDown();
                  join(workers.get(0));
                  return null;
                })
            .listenUnix(dir.resolve("socket"));
    try (RawClient client = RawClient.ready(server.address(), false)) {
      client.send(RawClient.request(0, Protocol.CMD_READ, 1, 0, 512));
      client.awaitClose();
    }
    for (int i = 0; server.connections() > 0 && i < 1000; i++) {
      Thread.sleep(10);
    }
    assertEquals(0, server.connections());
    server.close();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldWaitForEverIfItIsTold() throws IOException {
    NbdServer server = serve();
    try (RawClient client = RawClient.ready(server.address(), false)) {
      client.write(0, 1, 0, new byte[512]);
      client.chunk(0);
      server.close(ChronoUnit.FOREVER.getDuration());
      client.awaitClose();
    }
    assertEquals(0, disk.pendingFragments().size());
  }

  @Test
  void shouldCloseForAllWhoClose() throws Exception {
    holdUp();
    NbdServer server = serve();
    FutureTask<Object> first = new FutureTask<>(() -> close(server));
    FutureTask<Object> second = new FutureTask<>(() -> close(server));
    try (RawClient client = RawClient.ready(server.address(), false)) {
      client.write(0, 1, 100 * 512, new byte[512]);
      await(taken);
      new Thread(first).start();
      new Thread(second).start();
      assertThrows(TimeoutException.class, () -> first.get(200, TimeUnit.MILLISECONDS));
      assertThrows(TimeoutException.class, () -> second.get(200, TimeUnit.MILLISECONDS));
      release.countDown();
      first.get();
      second.get();
    }
    assertEquals(0, disk.pendingFragments().size());
  }

  private static Object close(NbdServer server) throws IOException {
    server.close();
    return server;
  }

  @Test
  void shouldFlushAndDropEvenIfItsSocketCannotBeRemoved() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("folder"));
    NbdServer server = NbdServer.builder(disk).listenUnix(folder.resolve("socket"));
    try (RawClient client = RawClient.ready(server.address(), false)) {
      client.write(0, 1, 0, new byte[512]);
      client.chunk(0);
      Files.delete(folder.resolve("socket"));
      Files.delete(folder);
      Files.createSymbolicLink(folder, folder);
      assertThrows(IOException.class, () -> server.close(Duration.ofSeconds(10)));
      client.awaitClose();
    }
    assertEquals(0, disk.pendingFragments().size());
  }

  @Test
  void shouldLeaveNoSocketBehindWhenItCannotBegin() throws IOException {
    assertThrows(
        IllegalStateException.class,
        () ->
            NbdServer.builder(
                    Poor.device(
                        disk,
                        method -> {
                          throw new IllegalStateException(method);
                        }))
                .listenUnix(dir.resolve("socket")));
    serve().close();
  }

  private NbdServer serveWithoutMemory(int times) throws IOException {
    AtomicInteger left = new AtomicInteger(times);
    BlockDevice device =
        Poor.device(
            disk,
            method -> {
              if (method.equals("allocate") && left.getAndDecrement() > 0) {
                throw new OutOfMemoryError("none left");
              }
            });
    return NbdServer.builder(device).listenUnix(dir.resolve("socket"));
  }

  @Test
  void shouldTryAgainWithTheMemoryThatWasIdle() throws IOException {
    try (NbdServer server = serveWithoutMemory(1);
        RawClient client = RawClient.ready(server.address(), false)) {
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 1 << 20).error());
    }
  }

  @Test
  void shouldRefuseWhatItHasNoMemoryFor() throws IOException {
    try (NbdServer server = serveWithoutMemory(4);
        RawClient client = RawClient.ready(server.address(), false)) {
      assertEquals(Protocol.ENOMEM, client.ask(0, Protocol.CMD_READ, 0, 1 << 20).error());
      client.write(0, 1, 0, new byte[1 << 20]);
      assertEquals(Protocol.ENOMEM, client.chunk(0).error());
      assertEquals(0, client.ask(0, Protocol.CMD_READ, 0, 1 << 20).error());
      client.write(0, 2, 0, new byte[1 << 20]);
      assertEquals(0, client.chunk(0).error());
    }
  }
}
