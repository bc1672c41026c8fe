package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MetadataStatus.CopyState;
import dev.revector.RemapTarget;
import dev.revector.RemapTargetBuilder;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataStore;
import dev.revector.stack.Spares.Loss;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Main's name stands in a header that only a search finds: in the copy that was built anew. The one
 * that is found first is from before another main was accepted.
 */
class HiddenMainTest {
  private static final int REMAPS = 90;

  private final SimulatedDisk former =
      SimulatedDisk.builder(4096).path("former").stableId("wwn:former").build();
  private final SimulatedDisk present = former.copyAs("present", "wwn:present");
  private SimulatedDisk spare = StoreFixture.spare(8 << 20, 512);

  private RemapTargetBuilder pair(SimulatedDisk main) {
    spare = spare.copy();
    return RemapTarget.builder().main(main.copy()).spare(spare);
  }

  private MetadataStore look() throws IOException {
    return StoreFixture.open(spare.copy(), true);
  }

  @BeforeEach
  void hide() throws IOException {
    pair(former).strategy("linear").copies(2).create().close();
    spare = spare.copy();
    List<Long> left = Spares.blocks(look()).get(1);
    spare.faults().fail(Access.WRITE, left.get(Spares.headerB(spare, left)), 1);
    try (RemapTarget target = pair(former).open()) {
      for (int i = 0; i < REMAPS; i++) {
        target.remap(8L * i, 1);
      }
      assertTrue(
          target.status().metadata().copies().stream()
              .allMatch(copy -> copy.state() == CopyState.VALID));
    }
    pair(present).acceptMain(true).open().close();
    spare = spare.copy();
    Spares.loseCopies(spare, look(), List.of(0), Loss.NOISE, new Random(1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKnowTheMainThatWasAcceptedLast(boolean readOnly) throws IOException {
    WrongDeviceException refused =
        assertThrows(WrongDeviceException.class, () -> pair(former).readOnly(readOnly).open());
    assertTrue(refused.getMessage().contains("expected=wwn:present"), refused.getMessage());
    assertEquals(0, spare.pendingFragments().size());
    try (RemapTarget target = pair(present).readOnly(readOnly).open()) {
      assertEquals("wwn:present", target.status().pair().mainStableId());
    }
  }
}
