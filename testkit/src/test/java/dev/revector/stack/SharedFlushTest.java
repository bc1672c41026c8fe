package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.Extent;
import dev.revector.PoisonedException;
import dev.revector.RemapReason;
import dev.revector.RemapTarget;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * The engine and the store flush the same spare at once; one of them is told that a write of the
 * other is lost.
 */
@Timeout(60)
class SharedFlushTest {
  private static final List<Extent> ANOTHER = List.of(new Extent(500, 1));

  private final SimulatedDisk main = SimulatedDisk.builder(4096).seed(1).path("main").build();
  private final TellsOnce spare =
      new TellsOnce(SimulatedDisk.builder(8192).seed(2).path("spare").build());
  private final AtomicReference<@Nullable Throwable> result = new AtomicReference<>();
  private @Nullable RemapTarget target;

  /** Sector 10 is on the spare, and newer there than the last flush. */
  @BeforeEach
  void overwrite() throws IOException {
    RemapTarget pair = RemapTarget.builder().main(main).spare(spare).create();
    target = pair;
    main.faults().fail(Access.WRITE, 10, 1);
    pair.write(10, Stamp.of(10, 1, 1));
    pair.write(10, Stamp.of(10, 2, 1));
  }

  private RemapTarget pair() {
    return java.util.Objects.requireNonNull(target);
  }

  @Test
  void shouldNotAcknowledgeAFlushWhoseFailureACommitWasTold() throws InterruptedException {
    Thread flusher = thread(() -> pair().flush());
    spare.lose(() -> runUntilItEndsOrWaits(flusher));
    assertThrows(
        PoisonedException.class, () -> pair().markPending(ANOTHER, RemapReason.READ_ERROR));
    flusher.join();
    assertInstanceOf(PoisonedException.class, result.get());
  }

  @Test
  void shouldNotAcknowledgeACommitWhoseFailureAFlushWasTold() throws InterruptedException {
    Thread marker = thread(() -> pair().markPending(ANOTHER, RemapReason.READ_ERROR));
    spare.lose(() -> runUntilItEndsOrWaits(marker));
    assertThrows(IOException.class, () -> pair().flush());
    marker.join();
    assertInstanceOf(PoisonedException.class, result.get());
  }

  private Thread thread(Executable action) {
    return new Thread(
        () -> {
          try {
            action.execute();
          } catch (Throwable e) {
            result.set(e);
          }
        });
  }

  private static void runUntilItEndsOrWaits(Thread thread) {
    thread.start();
    while (thread.getState() != Thread.State.TERMINATED
        && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
