package dev.revector.stack;

import dev.revector.testkit.PendingFragment;
import dev.revector.testkit.PowerCut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The ways in which a power cut may leave a pair: for few fragments all of them, with each fragment
 * lost, written or torn; else none, all, each alone, all but each, and some at random.
 */
final class CutChoices {
  private static final boolean DEEP = Boolean.getBoolean("revector.deep");
  private static final int MOST_FOR_ALL_TORN = DEEP ? 5 : 3;
  private static final int MOST_CHOICES = DEEP ? 256 : 32;
  private static final int AT_RANDOM = DEEP ? 24 : 2;

  private CutChoices() {}

  static List<SimPair> all(SimPair pair, Truth truth) {
    List<PendingFragment> main = pair.main().pendingFragments();
    List<PendingFragment> spare = pair.spare().pendingFragments();
    List<PendingFragment> fragments = new ArrayList<>(main);
    fragments.addAll(spare);
    int[] versions = fragments.stream().mapToInt(PendingFragment::versions).toArray();
    List<SimPair> cuts = new ArrayList<>();
    for (int[] choice : choices(versions)) {
      cuts.add(
          pair.cut(
              fragment -> pick(choice[main.indexOf(fragment)], fragment, false),
              fragment ->
                  pick(
                      choice[main.size() + spare.indexOf(fragment)],
                      fragment,
                      !truth.map.holds(fragment.lba()))));
    }
    return cuts;
  }

  /** Choice 0 is lost, 1 and so on a version, and the one after the last version is torn. */
  private static int pick(int choice, PendingFragment fragment, boolean mayBeGarbage) {
    if (choice <= fragment.versions()) {
      return choice == 0 ? PowerCut.OLD : choice - 1;
    }
    return mayBeGarbage ? PowerCut.GARBAGE : PowerCut.UNREADABLE;
  }

  private static List<int[]> choices(int[] versions) {
    int torn = versions.length <= MOST_FOR_ALL_TORN ? 1 : 0;
    long count = 1;
    for (int one : versions) {
      count = Math.min(MOST_CHOICES + 1, count * (one + 1 + torn));
    }
    return count <= MOST_CHOICES ? each(versions, torn, (int) count) : some(versions);
  }

  private static List<int[]> each(int[] versions, int torn, int count) {
    List<int[]> choices = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int[] choice = new int[versions.length];
      int rest = number;
      for (int i = 0; i < versions.length; i++) {
        int base = versions[i] + 1 + torn;
        choice[i] = rest % base;
        rest /= base;
      }
      choices.add(choice);
    }
    return choices;
  }

  private static List<int[]> some(int[] versions) {
    int[] torn = Arrays.stream(versions).map(count -> count + 1).toArray();
    List<int[]> choices = new ArrayList<>(List.of(new int[versions.length], versions, torn));
    for (int i = 0; i < versions.length; i++) {
      int[] alone = new int[versions.length];
      alone[i] = versions[i];
      choices.add(alone);
      int[] allBut = versions.clone();
      allBut[i] = 0;
      choices.add(allBut);
    }
    Random random = new Random(versions.length);
    for (int i = 0; i < AT_RANDOM; i++) {
      choices.add(Arrays.stream(versions).map(count -> random.nextInt(count + 2)).toArray());
    }
    return choices;
  }
}
