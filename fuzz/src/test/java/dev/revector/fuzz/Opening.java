package dev.revector.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.revector.BlockDevice;
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
  private static final long MOST_REQUESTS_PER_BLOCK = 100;

  private final BaseImage base;

  Opening(BaseImage base) {
    this.base = base;
  }

  /** Opens to read, then to write; returns whether it was accepted to write. */
  boolean tryAll(SimulatedDisk spare) {
    open(spare, true);
    return open(spare, false);
  }

  private boolean open(SimulatedDisk image, boolean readOnly) {
    int sectors = Math.toIntExact(image.geometry().sectors());
    byte[] before = image.peek(0, sectors);
    CountedDevice main = counted(base.main().copy(), readOnly);
    CountedDevice spare = counted(image, readOnly);
    long allocated = allocatedBytes();
    boolean accepted = tryOut(main, spare, readOnly);
    long used = allocatedBytes() - allocated;
    assertTrue(used <= MOST_BYTES, "bytes allocated: " + used);
    long most = MOST_REQUESTS_PER_BLOCK * (sectors + 1L);
    assertTrue(spare.requests() <= most, "requests to the spare: " + spare.requests());
    assertTrue(main.requests() <= most, "requests to main: " + main.requests());
    assertTrue(spare.requests() > 0 || !accepted, "accepted without a look at the spare");
    if (readOnly || !accepted) {
      assertEquals(0, spare.changes(), "writes to a spare that was not accepted");
      assertEquals(0, main.changes(), "writes to the main of a spare that was not accepted");
      assertArrayEquals(before, image.peek(0, sectors), "a spare that was not accepted");
    }
    return accepted;
  }

  private static CountedDevice counted(SimulatedDisk disk, boolean readOnly) {
    return new CountedDevice(readOnly ? disk.readOnlyView() : disk);
  }

  private static boolean tryOut(BlockDevice main, BlockDevice spare, boolean readOnly) {
    boolean accepted = false;
    try (RemapTarget target = BaseImage.open(main, spare, readOnly)) {
      accepted = true;
      target.runs(0, target.geometry().sectors());
      target.status();
      target.check(!readOnly);
    } catch (BlockDeviceException e) {
      assertTrue(e.getMessage() != null && !e.getMessage().isBlank(), "an error without a word");
    } catch (IOException e) {
      throw new AssertionError("not an exception of ours", e);
    }
    return accepted;
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
