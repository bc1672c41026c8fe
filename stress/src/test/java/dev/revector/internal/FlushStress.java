package dev.revector.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads write to a spare and flush it, as a commit does before it publishes. Whatever a
 * thread wrote is durable when its own flush has returned, also when the other's flush took the
 * note away on which its own depends.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both are durable")
@Outcome(expect = Expect.FORBIDDEN, desc = "a flush returned before a write was durable")
@State
public class FlushStress {
  private final CountingDevice device = new CountingDevice();
  private final Disk disk = new Disk(device, 512, new Gate(false));

  private int writeAndFlush(int sector) {
    try {
      disk.write(sector, ByteBuffer.allocate(0));
      disk.flush();
      return device.isDurable(sector) ? 1 : 0;
    } catch (IOException e) {
      return -1;
    }
  }

  @Actor
  public void first(II_Result result) {
    result.r1 = writeAndFlush(0);
  }

  @Actor
  public void second(II_Result result) {
    result.r2 = writeAndFlush(1);
  }

  @Arbiter
  public void after(II_Result result) {
    result.r1 = device.isDurable(0) ? result.r1 : -2;
    result.r2 = device.isDurable(1) ? result.r2 : -2;
  }
}
