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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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

  private static Object close(NbdServer server) throws IOException {
    server.close();
    return server;
  }

  @Test
  void shouldFlushAndDropEvenIfItsSocketCannotBeRemoved() throws IOException {
    NbdServer server = serve();
    try (RawClient client = RawClient.ready(server.address(), false)) {
      client.write(0, 1, 0, new byte[512]);
      client.chunk(0);
      Path socket = dir.resolve("socket");
      Files.delete(socket);
      Files.createFile(Files.createDirectory(socket).resolve("file"));
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

  @Test
  void shouldRefuseWhatItHasNoMemoryFor() throws IOException {
    AtomicInteger left = new AtomicInteger(2);
    NbdServerBuilder builder =
        NbdServer.builder(
            Poor.device(
                disk,
                method -> {
                  if (method.equals("allocate") && left.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("none left");
                  }
                }));
    try (NbdServer server = builder.listenUnix(dir.resolve("socket"));
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
