package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Data is written to a slot, then the map names it. Who finds it in the map finds the data, and the
 * whole entry; who found it once finds it again. An entry beside it is there all the time.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "0, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "not yet, or all of it")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry without its data, or one that vanished")
@State
public class PublicationStress {
  private static final long LBA = 1000;
  private static final long BESIDE = LBA - 10;
  private static final int LOOKS = 40;

  private final RemapTable table = new RemapTable(2048);
  private int data;

  public PublicationStress() {
    for (int i = 0; i < 4; i++) {
      table.put(run(BESIDE + 3 * i, i + 1));
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

  /** Looks as long as a writer may take, or some of its steps would hardly ever be met. */
  @Actor
  public void reader(II_Result result) {
    int before = 0;
    for (int i = 0; i < LOOKS; i++) {
      int seen = table.isClear(LBA, 1) ? 0 : 1;
      int found = find(LBA, 77);
      boolean withData = found == 0 || data == 1;
      if (seen < before || found < seen || !withData || find(BESIDE, 1) != 1) {
        result.r1++;
      }
      before = found;
    }
    result.r2 = before;
  }

  /** 1 where the map names this slot, 0 where it names none, -1 for another. */
  private int find(long lba, long slot) {
    MapRun found = table.find(lba);
    return found == null ? 0 : found.spareSector() == slot ? 1 : -1;
  }
}
