package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.stack.RegisterHistory.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Histories that a register can have, and others. A step is its kind, version, begin and end; kind
 * m is a write of more sectors than this one.
 */
class RegisterHistoryTest {

  private static RegisterHistory history(String text, List<Step> flushes) {
    RegisterHistory history = new RegisterHistory(0);
    for (String word : text.split(" ", -1)) {
      String[] parts = word.substring(1).split("-", -1);
      Step step =
          new Step(
              "wm".indexOf(word.charAt(0)) >= 0,
              word.charAt(0) == 'm',
              Integer.parseInt(parts[0]),
              Long.parseLong(parts[1]),
              Long.parseLong(parts[2]));
      if (word.charAt(0) == 'f') {
        flushes.add(step);
      } else {
        history.add(step);
      }
    }
    return history;
  }

  @ParameterizedTest
  @CsvSource({
    "r0-1-2, true",
    "r1-1-2, false",
    "w1-1-2 r1-3-4, true",
    "w1-1-2 r0-3-4, false",
    // A read beside a write may see old or new.
    "w1-1-4 r0-2-3, true",
    "w1-1-4 r1-2-3, true",
    // Once it was seen, it stays.
    "w1-1-9 r1-2-3 r0-4-5, false",
    "w1-1-9 r0-2-3 r1-4-5, true",
    // Two writes at once have one order for all readers.
    "w1-1-9 w2-1-9 r1-2-3 r2-4-5 r2-10-11, true",
    "w1-1-9 w2-1-9 r1-2-3 r2-4-5 r1-10-11, false",
    "w1-1-4 w2-1-4 r1-5-6 r2-7-8, false",
    "w1-1-2 w2-3-4 r1-5-6, false",
    "w1-1-5 w2-3-8 r2-6-7 r1-9-10, false",
    "w1-1-5 w2-3-8 r1-6-7 r2-9-10, true",
    // A write of more sectors may be there, be overwritten, and be there again until it ends.
    "w1-1-9 r1-2-3 w2-4-5 r1-6-7, false",
    "m1-1-9 r1-2-3 w2-4-5 r1-6-7, true",
    "m1-1-9 r1-2-3 w2-4-5 r1-6-7 r2-10-11, false",
    "m1-1-9 r1-2-3 w2-4-5 r2-6-7 r1-10-11, true",
    "m1-1-6 w2-4-5 r2-7-8 r1-9-10, false",
    "m1-1-3 w2-4-5 r1-6-7, false",
    "m1-1-9 r1-2-3 r0-4-5, false",
  })
  void shouldTellWhatARegisterCanDo(String steps, boolean expected) {
    assertEquals(expected, history(steps, new ArrayList<>()).isLinearizable());
  }

  @ParameterizedTest
  @CsvSource({
    "w1-1-2, 0, true",
    "w1-1-2, 1, true",
    "w1-1-2 f0-3-4, 0, false",
    "w1-1-2 f0-3-4, 1, true",
    "w1-1-3 f0-2-4, 0, true",
    "w1-1-2 w2-3-4 f0-5-6, 1, false",
    "w1-1-2 w2-3-6 f0-4-5, 1, true",
    "w1-1-4 w2-2-3 f0-5-6, 1, true",
    "w1-1-2 f0-3-4, 5, false",
  })
  void shouldTellWhatAFlushKeeps(String steps, int version, boolean expected) {
    List<Step> flushes = new ArrayList<>();
    assertEquals(expected, history(steps, flushes).maySurvive(version, flushes));
  }
}
