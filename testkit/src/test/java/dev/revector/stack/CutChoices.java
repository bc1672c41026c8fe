package dev.revector.stack;

import dev.revector.testkit.PendingFragment;
import dev.revector.testkit.PowerCut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a power cut may leave a pair, numbered. For each pending fragment: old, one of
 * its versions, or torn. Of few fragments every combination with torn ones; of up to ten every
 * combination without, and each fragment torn while the others are lost or whole; of more, none,
 * all and some at random, in a deep run also none and all with up to two fragments otherwise.
 */
final class CutChoices {
  /** The number of the choice that tears all, where the extremes come first. */
  static final int ALL_TORN = 2;

  private static final int MOST_FOR_ALL = 10;

  private static final int MOST_WITH_TORN = 4;

  private final SimPair pair;
  private final BitSet mapped = new BitSet();
  private final List<PendingFragment> fragments;
  private final List<int[]> choices = new ArrayList<>();
  private @Nullable SimPair latest;
  private int latestNumber;

  private CutChoices(SimPair pair, Truth truth) {
    this.pair = pair;
    this.fragments = new ArrayList<>(pair.main().pendingFragments());
    fragments.addAll(pair.spare().pendingFragments());
    for (int lba = 0; lba < Setup.SECTORS; lba++) {
      if (truth.map.is(lba, dev.revector.SectorState.MAPPED)) {
        mapped.set((int) truth.map.spareSector(lba));
      }
    }
  }

  /** The choices that the class comment names. */
  static CutChoices all(SimPair pair, Truth truth, Density density) {
    CutChoices choices = new CutChoices(pair, truth);
    int count = choices.fragments.size();
    if (count <= MOST_WITH_TORN) {
      choices.every(new int[count], 0, 1);
    } else if (count <= MOST_FOR_ALL) {
      choices.every(new int[count], 0, 0);
      choices.deviations(false);
    } else if (density.mostForPairs > 0) {
      choices.deviations(count <= density.mostForPairs);
      choices.atRandom(density.random, count);
    } else {
      choices.extremes();
      choices.atRandom(density.random, count);
    }
    return choices;
  }

  /** None, all, all torn, and some at random. */
  static CutChoices some(SimPair pair, Truth truth, Density density, long seed) {
    CutChoices choices = new CutChoices(pair, truth);
    choices.extremes();
    if (!choices.fragments.isEmpty()) {
      choices.atRandom(density.randomInside, seed);
    }
    return choices;
  }

  /** True when all choices of so few fragments are among those of so many, which include them. */
  static boolean covers(int many, int few) {
    return many <= MOST_WITH_TORN || (many <= MOST_FOR_ALL && few > MOST_WITH_TORN);
  }

  int count() {
    return choices.size();
  }

  /** True when the power cut with this number tears a fragment. */
  boolean tears(int number) {
    int[] choice = choices.get(number);
    for (int i = 0; i < choice.length; i++) {
      if (choice[i] > fragments.get(i).versions()) {
        return true;
      }
    }
    return false;
  }

  /** The pair after the power cut with this number; made once as long as it is asked for again. */
  SimPair cut(int number) {
    if (latest == null || latestNumber != number) {
      int[] choice = choices.get(number);
      int[] at = {0};
      latest =
          pair.cut(
              fragment -> pick(choice[at[0]++], fragment, false),
              fragment -> pick(choice[at[0]++], fragment, !mapped.get((int) fragment.lba())));
      latestNumber = number;
    }
    return latest.copy();
  }

  /** Choice 0 is lost, 1 and so on a version, and the one after the last version is torn. */
  private static int pick(int choice, PendingFragment fragment, boolean mayBeGarbage) {
    if (choice <= fragment.versions()) {
      return choice == 0 ? PowerCut.OLD : choice - 1;
    }
    return mayBeGarbage ? PowerCut.GARBAGE : PowerCut.UNREADABLE;
  }

  private void every(int[] choice, int from, int torn) {
    if (from == choice.length) {
      choices.add(choice.clone());
      return;
    }
    for (int one = 0; one <= fragments.get(from).versions() + torn; one++) {
      choice[from] = one;
      every(choice, from + 1, torn);
    }
  }

  private void extremes() {
    choices.add(new int[fragments.size()]);
    if (!fragments.isEmpty()) {
      choices.add(fragments.stream().mapToInt(PendingFragment::versions).toArray());
      choices.add(fragments.stream().mapToInt(one -> one.versions() + 1).toArray());
    }
  }

  /** The extremes; and from none and from all each fragment otherwise, and each pair. */
  private void deviations(boolean pairs) {
    extremes();
    int[] none = choices.get(choices.size() - 3);
    int[] all = choices.get(choices.size() - 2);
    int[] torn = choices.get(choices.size() - 1);
    deviations(none, all, torn, pairs);
    deviations(all, none, torn, pairs);
  }

  private void deviations(int[] base, int[] other, int[] torn, boolean pairs) {
    for (int i = 0; i < base.length; i++) {
      choices.add(with(base, i, other[i]));
      choices.add(with(base, i, torn[i]));
      for (int j = 0; pairs && j < i; j++) {
        choices.add(with(with(base, i, other[i]), j, other[j]));
      }
    }
  }

  private static int[] with(int[] base, int at, int choice) {
    int[] changed = base.clone();
    changed[at] = choice;
    return changed;
  }

  private void atRandom(int count, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      choices.add(fragments.stream().mapToInt(one -> random.nextInt(one.versions() + 2)).toArray());
    }
  }
}
