package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.UnsupportedFormatException;
import dev.revector.metadata.LedgerStoreProvider;
import dev.revector.spi.MetadataStore;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metadata that a newer release wrote. */
class FeatureFlagsTest {
  private static final int VERSION = 5;
  private static final int COMPATIBLE = 40;
  private static final int READ_ONLY = 44;
  private static final int INCOMPATIBLE = 48;

  private SimulatedDisk spare;
  private List<List<Long>> blocks;
  private Map<Long, Long> map;

  @BeforeEach
  void makeAPair() throws IOException {
    spare = StoreFixture.spare(1 << 20, 512);
    MetadataStore store = Spares.filled(spare, "linear", 3, 40);
    blocks = Spares.blocks(store);
    map = StoreFixture.map(store);
  }

  @Test
  void shouldRefuseAnIncompatibleFeatureByName() {
    setBit(INCOMPATIBLE, 5);
    assertRefused(true, "incompatible-bit-5");
    assertRefused(false, "incompatible-bit-5");
  }

  @Test
  void shouldRefuseAnotherFormatVersion() throws IOException {
    setBit(VERSION, 1);
    assertRefused(true, "found=3, expected=1");
    assertRefused(false, "found=3, expected=1");
    assertEquals(
        "a revector pair made by a newer release",
        new LedgerStoreProvider().recognise(spare, List.of()).orElseThrow());
  }

  @Test
  void shouldOnlyReadWhatItMayNotWrite() throws IOException {
    setBit(READ_ONLY, 17);
    assertEquals(map, StoreFixture.map(StoreFixture.open(spare, true)));
    assertRefused(false, "read-only-bit-17");
  }

  @Test
  void shouldKeepACompatibleFeature() throws IOException {
    setBit(COMPATIBLE, 3);
    MetadataStore store = StoreFixture.open(spare, false);
    for (int i = 0; i < 100; i++) {
      store.commit(List.of(StoreFixture.put(1 << 20, 100L + i)));
    }
    assertEquals(map.size() + 1, StoreFixture.map(StoreFixture.open(spare, false)).size());
    int headers = 0;
    for (List<Long> copy : blocks) {
      for (long sector : copy) {
        byte[] block = spare.peek(sector, 1);
        if (block[4] == 1) {
          assertEquals(1 << 3, block[COMPATIBLE]);
          headers++;
        }
      }
    }
    assertEquals(6, headers);
  }

  private void assertRefused(boolean readOnly, String words) {
    spare.resetCounters();
    UnsupportedFormatException refused =
        assertThrows(UnsupportedFormatException.class, () -> StoreFixture.open(spare, readOnly));
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
    assertEquals(0, spare.counters().writes());
  }

  /** Sets a bit in every header. */
  private void setBit(int at, int bit) {
    for (List<Long> copy : blocks) {
      for (long sector : copy) {
        byte[] block = spare.peek(sector, 1);
        if (block[4] == 1) {
          block[at + bit / 8] |= (byte) (1 << bit % 8);
          spare.poke(sector, Spares.sealed(block));
        }
      }
    }
  }
}
