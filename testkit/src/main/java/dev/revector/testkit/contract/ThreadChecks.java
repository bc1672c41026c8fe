package dev.revector.testkit.contract;

import static dev.revector.testkit.contract.BlockDeviceContract.check;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many threads on one device. */
record ThreadChecks(BlockDeviceContract.Opener opener) {
  private static final int THREADS = 4;
  private static final int PER_THREAD = 4;
  private static final int ROUNDS = 50;

  List<ContractCheck> all() {
    return List.of(
        check("each thread reads what it wrote", opener, ThreadChecks::sideBySide),
        check("an interrupt leaves the device open", opener, ThreadChecks::interrupted));
  }

  /** Neighbouring sectors, mixed among the threads, so that whole blocks are shared. */
  private static void sideBySide(BlockDevice device) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int own = i;
        workers.add(
            pool.submit(
                () -> {
                  start.await();
                  work(device, own);
                  return own;
                }));
      }
      for (Future<?> worker : workers) {
        await(worker);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void work(BlockDevice device, int own) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < PER_THREAD; i++) {
        Content.write(device, own + (long) i * THREADS, 1, round);
      }
      if (round % 10 == own) {
        device.flush();
      }
      for (int i = 0; i < PER_THREAD; i++) {
        long lba = own + (long) i * THREADS;
        Content.expect(device, lba, 1, round, "thread=" + own + ", round=" + round);
      }
    }
  }

  private static void await(Future<?> worker) throws Exception {
    try {
      worker.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError broken) {
        throw broken;
      }
      throw new AssertionError("a thread failed: " + e.getCause(), e.getCause());
    }
  }

  private static void interrupted(BlockDevice device) throws IOException {
    Content.write(device, 0, 2, 1);
    Thread.currentThread().interrupt();
    try {
      Content.expect(device, 0, 2, 1, "under an interrupt");
      Content.write(device, 0, 2, 1);
    } catch (IOException e) {
      // The request of the interrupted thread may fail, the device may not.
    } finally {
      Thread.interrupted();
    }
    Content.write(device, 0, 2, 2);
    Content.expect(device, 0, 2, 2, "after an interrupt");
  }
}
