package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Data is written to a slot, then the map names it. Who finds it in the map finds the data, and the
 * whole entry; who found it once finds it again.
 */
@JCStressTest
@Outcome(
    id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "not yet, or all of it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a map entry without its data, or one that vanished")
@State
public class PublicationStress {
  private static final long LBA = 1000;

  private final RemapTable table = new RemapTable(2048);
  private int data;

  public PublicationStress() {
    for (int i = 0; i < 4; i++) {
      table.put(run(LBA - 10 + 3 * i, i));
    }
    table.remove(LBA, 1);
  }

  private static MapRun run(long lba, long slot) {
    return new MapRun(lba, 1, SectorState.MAPPED, 0, slot, RemapReason.MANUAL, 0, 0);
  }

  @Actor
  public void writer() {
    data = 1;
    table.put(run(LBA, 77));
  }

  @Actor
  public void reader(III_Result result) {
    result.r1 = table.isClear(LBA, 1) ? 0 : 1;
    MapRun found = table.find(LBA);
    result.r2 = found == null ? 0 : found.spareSector() == 77 ? 1 : -1;
    result.r3 = data;
  }
}
