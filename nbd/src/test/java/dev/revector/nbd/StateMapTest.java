package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.Extent;
import dev.revector.RemapReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateMapTest {
  @TempDir Path dir;

  /** Whatever the map, what many requests ask for at once takes little memory. */
  @Test
  void shouldSayNoMoreAtATimeThanAClientNeeds() throws IOException {
    try (Rig rig = new Rig(dir)) {
      List<Extent> ragged =
          LongStream.range(0, 400).mapToObj(i -> new Extent(2 * i + 1, 1)).toList();
      rig.target.markPending(ragged, RemapReason.IMPORTED);
      StateMap states = new StateMap(rig.target);
      assertEquals(1, states.states(0, 4096, true).size());
      List<StateExtent> found = states.states(0, 4096, false);
      assertEquals(512, found.size());
      found.forEach(extent -> assertEquals(512, extent.bytes()));
      long asked = found.size();
      assertEquals(800 - asked + 1, states.states(asked, 4096 - asked, false).size());
    }
  }
}
