package dev.revector.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.metadata.HeaderSearch.Found;
import dev.revector.metadata.Repair.Fix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which header slots of a copy are written anew, in pictures of its two slots. The header that was
 * chosen has an odd number, so it belongs into A.
 *
 * <pre>
 *   C  the header that was chosen
 *   O  an older one
 *   P  one that is older still
 *   N  another one of the same number, which a power cut left
 *   X  none, or a damaged one
 * </pre>
 */
class RepairPlanTest {
  private static final long HASH = 77;
  private static final Header CHOSEN = Samples.header();

  private static Repair repair(List<@Nullable Found[]> headers, int excluded) {
    Snapshot snapshot =
        new Snapshot(
            CHOSEN,
            HASH,
            0,
            excluded,
            headers,
            new EntryTable(512),
            new TableTree(512),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return new Repair(snapshot, new BlockIo(List.of(), 512));
  }

  private static @Nullable Found[] slots(String picture, int copy) {
    @Nullable Found[] slots = new Found[2];
    for (int slot = 0; slot < 2; slot++) {
      slots[slot] = found(picture.charAt(slot), copy, slot);
    }
    return slots;
  }

  private static @Nullable Found found(char letter, int copy, int slot) {
    Layout layout = CHOSEN.layout();
    int back = "CNOP".indexOf(letter) - 1;
    if (letter == 'X') {
      return null;
    }
    Header older =
        new Header(
            0,
            0,
            0,
            CHOSEN.sequence() - Math.max(0, back),
            CHOSEN.epoch(),
            CHOSEN.covered(),
            5,
            CHOSEN.root(),
            CHOSEN.pair(),
            layout);
    return new Found(
        letter == 'C' ? CHOSEN : older,
        layout.place(copy, layout.headerBlock(slot)),
        slot,
        letter == 'C' ? HASH : back);
  }

  private static String text(Fix fix) {
    String slot = fix.position() == Layout.HEADER_A ? "A " : "B ";
    return slot + fix.what().replaceFirst("header (is|was) ", "") + (fix.damaged() ? "!" : "");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "CO, -",
    "CC, -",
    "OC, A behind",
    "CX, B unreadable or wrong!",
    "XC, A unreadable or wrong!",
    "CN, B never completed",
    "NC, A behind",
    "XX, A unreadable or wrong! + B unreadable or wrong!",
    "XO, A unreadable or wrong!",
    "OX, A behind + B unreadable or wrong!",
    "XN, A unreadable or wrong! + B never completed",
    "OP, A behind",
    "PO, A behind",
    "NO, A behind",
    "ON, A behind + B never completed",
  })
  void shouldWriteAnewOnlyHeadersThatAreWrongOrBehind(String picture, String fixes) {
    Repair repair = repair(List.of(slots("CO", 0), slots(picture, 1), slots("CC", 2)), 0);
    List<String> found = new ArrayList<>();
    for (Fix fix : repair.plan()) {
      assertEquals(1, fix.copy());
      found.add(text(fix));
    }
    assertEquals(fixes, found.isEmpty() ? "-" : String.join(" + ", found));
  }

  @Test
  void shouldLeaveACopyThatIsOutOfUseAsItIs() {
    List<@Nullable Found[]> headers = List.of(slots("XX", 0), slots("XX", 1), slots("CO", 2));
    List<Fix> fixes = repair(headers, 0b010).plan();
    assertEquals(List.of(0, 0), fixes.stream().map(Fix::copy).toList());
    assertEquals(CHOSEN.layout().place(0, 9), repair(headers, 0).place(fixes.get(1)));
  }
}
