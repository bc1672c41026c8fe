package dev.revector.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.revector.BlockDeviceException;
import dev.revector.RemapTarget;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Opens a spare that may say anything, and demands: no exception but ours, bounded requests and
 * memory, and nothing written unless the pair was accepted.
 */
final class Opening {
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_OPERATIONS_PER_BLOCK = 100;

  private final BaseImage base;

  Opening(BaseImage base) {
    this.base = base;
  }

  /** Opens to read, then to write; returns whether it was accepted to write. */
  boolean tryAll(SimulatedDisk spare) {
    open(spare, true);
    return open(spare, false);
  }

  private boolean open(SimulatedDisk spare, boolean readOnly) {
    int sectors = Math.toIntExact(spare.geometry().sectors());
    byte[] before = spare.peek(0, sectors);
    spare.resetCounters();
    boolean accepted = false;
    long allocated = allocatedBytes();
    try (RemapTarget target = base.open(spare, readOnly)) {
      accepted = true;
      target.runs(0, target.geometry().sectors());
      target.status();
      target.check(!readOnly);
    } catch (BlockDeviceException e) {
      assertTrue(e.getMessage() != null && !e.getMessage().isBlank(), "an error without a word");
    } catch (IOException e) {
      throw new AssertionError("not an exception of ours", e);
    }
    long used = allocatedBytes() - allocated;
    assertTrue(used <= MOST_BYTES, "bytes allocated: " + used);
    long most = MOST_OPERATIONS_PER_BLOCK * (sectors + 1L);
    long operations = spare.counters().operations();
    assertTrue(operations <= most, "requests: " + operations);
    if (readOnly || !accepted) {
      assertEquals(0, spare.counters().writes(), "writes to a spare that was not accepted");
      assertArrayEquals(before, spare.peek(0, sectors), "a spare that was not accepted");
    }
    return accepted;
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
