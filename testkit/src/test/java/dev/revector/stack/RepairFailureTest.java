package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.IndeterminateException;
import dev.revector.PoisonedException;
import dev.revector.RemapTarget;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * A repair whose flush fails may have lost slots' data as well: nothing goes on as if it had not.
 */
class RepairFailureTest {
  private final SimulatedDisk main = SimulatedDisk.builder(4096).seed(1).path("main").build();
  private final SimulatedDisk spare = SimulatedDisk.builder(8192).seed(2).path("spare").build();

  @Test
  void shouldPoisonAfterARepairThatCouldNotFlush() throws IOException {
    RemapTarget target = RemapTarget.builder().main(main).spare(spare).create();
    byte[] data = new byte[512];
    Arrays.fill(data, (byte) 7);
    target.write(5, ByteBuffer.wrap(data));
    target.remap(5, 1);
    spare.corrupt(1, 1, 99);
    spare.faults().failFlushes(1);
    assertThrows(IndeterminateException.class, () -> target.check(true));
    assertThrows(PoisonedException.class, () -> target.write(6, ByteBuffer.wrap(data)));
    assertThrows(PoisonedException.class, target::flush);
    ByteBuffer read = ByteBuffer.allocate(512);
    target.read(5, read);
    assertArrayEquals(data, read.array());
    target.close();

    RemapTarget again = RemapTarget.builder().main(main.copy()).spare(spare.copy()).open();
    assertTrue(again.check(false).clean());
    read.clear();
    again.read(5, read);
    assertArrayEquals(data, read.array());
  }
}
