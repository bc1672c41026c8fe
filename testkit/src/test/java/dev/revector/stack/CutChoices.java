package dev.revector.stack;

import dev.revector.SectorState;
import dev.revector.testkit.PendingFragment;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a power cut may leave a pair, numbered. For each physical block with something
 * pending: old, as after one of its writes, or torn, which in a block of several fragments is any
 * mixture. Of few blocks every combination with torn ones; of up to ten every combination without,
 * and each block torn while the others are lost or whole; of more, none and all, in a deep run also
 * with up to two blocks otherwise. Where there are more, or mixtures, some at random besides.
 */
final class CutChoices {
  private static final int MOST_FOR_ALL = 10;

  private static final int MOST_WITH_TORN = 4;

  /** The same inside an opening, of which there are many. */
  private static final int MOST_WITH_TORN_INSIDE = 3;

  private final SimPair pair;
  private final long seed;
  private final BitSet mapped = new BitSet();
  private final List<PendingFragment> fragments = new ArrayList<>();

  /** The block of each fragment, by number, and how many versions each block has. */
  private final List<Integer> blockOf = new ArrayList<>();

  private final List<Integer> versions = new ArrayList<>();
  private final List<int[]> choices = new ArrayList<>();
  private @Nullable SimPair latest;
  private int latestNumber;

  private CutChoices(SimPair pair, Truth truth, long seed) {
    this.pair = pair;
    this.seed = seed;
    group(pair.main());
    group(pair.spare());
    for (int lba = 0; lba < Setup.SECTORS; lba++) {
      if (truth.map.is(lba, SectorState.MAPPED)) {
        mapped.set((int) truth.map.spareSector(lba));
      }
    }
  }

  private void group(SimulatedDisk disk) {
    long before = -1;
    for (PendingFragment fragment : disk.pendingFragments()) {
      long block = fragment.lba() / disk.geometry().sectorsPerBlock();
      if (block != before) {
        versions.add(0);
        before = block;
      }
      int number = versions.size() - 1;
      versions.set(number, Math.max(versions.get(number), fragment.versions()));
      fragments.add(fragment);
      blockOf.add(number);
    }
  }

  /** The choices that the class comment names. */
  static CutChoices all(SimPair pair, Truth truth, Density density, long seed) {
    CutChoices choices = new CutChoices(pair, truth, seed);
    int count = choices.versions.size();
    if (count <= MOST_WITH_TORN) {
      choices.every(new int[count], 0, 1);
    } else if (count <= MOST_FOR_ALL) {
      choices.every(new int[count], 0, 0);
      choices.deviations(false);
    } else if (density.mostForPairs > 0) {
      choices.deviations(count <= density.mostForPairs);
    } else {
      choices.extremes();
    }
    if (count > MOST_FOR_ALL || choices.fragments.size() > count) {
      choices.atRandom(density.random);
    }
    return choices;
  }

  /** Of up to three blocks every combination; of more none, all, all torn, and some at random. */
  static CutChoices some(SimPair pair, Truth truth, Density density, long seed) {
    CutChoices choices = new CutChoices(pair, truth, seed);
    int count = choices.versions.size();
    if (count <= MOST_WITH_TORN_INSIDE) {
      choices.every(new int[count], 0, 1);
    } else {
      choices.extremes();
      choices.atRandom(density.randomInside);
    }
    return choices;
  }

  /**
   * True when all choices of a point are among those of a later one of the same flush, which has
   * every combination of its blocks.
   *
   * @param inside true for points inside an opening
   */
  static boolean isCovered(SimPair later, boolean inside) {
    int most = inside ? MOST_WITH_TORN_INSIDE : MOST_WITH_TORN;
    return blocks(later.main()) + blocks(later.spare()) <= most;
  }

  private static int blocks(SimulatedDisk disk) {
    int perBlock = disk.geometry().sectorsPerBlock();
    return (int)
        disk.pendingFragments().stream().mapToLong(one -> one.lba() / perBlock).distinct().count();
  }

  int count() {
    return choices.size();
  }

  /** True when the power cut with this number tears a block. */
  boolean tears(int number) {
    int[] choice = choices.get(number);
    for (int i = 0; i < choice.length; i++) {
      if (choice[i] > versions.get(i)) {
        return true;
      }
    }
    return false;
  }

  /** True when the power cut with this number tears whatever was pending. */
  boolean tearsAll(int number) {
    int[] choice = choices.get(number);
    for (int i = 0; i < choice.length; i++) {
      if (choice[i] <= versions.get(i)) {
        return false;
      }
    }
    return choice.length > 0;
  }

  /** The pair after the power cut with this number; made once as long as it is asked for again. */
  SimPair cut(int number) {
    if (latest == null || latestNumber != number) {
      int[] choice = choices.get(number);
      Random tears = new Random(seed + number);
      int[] at = {0};
      latest =
          pair.cut(
              fragment -> pick(choice, at[0]++, tears, false),
              fragment -> pick(choice, at[0]++, tears, !mapped.get((int) fragment.lba())));
      latestNumber = number;
    }
    return latest.copy();
  }

  /** Choice 0 is lost, 1 and so on a version, and the one after the last version is torn. */
  private int pick(int[] choice, int at, Random tears, boolean mayBeGarbage) {
    int block = blockOf.get(at);
    int last = fragments.get(at).versions() - 1;
    if (choice[block] <= versions.get(block)) {
      return choice[block] == 0 ? PowerCut.OLD : Math.min(choice[block] - 1, last);
    }
    int broken = mayBeGarbage && tears.nextInt(4) > 0 ? PowerCut.GARBAGE : PowerCut.UNREADABLE;
    if (isAlone(at)) {
      return broken;
    }
    return switch (tears.nextInt(4)) {
      case 0 -> PowerCut.OLD;
      case 1 -> broken;
      default -> last;
    };
  }

  /** True when nothing else of the fragment's block is pending. */
  private boolean isAlone(int at) {
    int block = blockOf.get(at);
    return (at == 0 || blockOf.get(at - 1) != block)
        && (at + 1 == blockOf.size() || blockOf.get(at + 1) != block);
  }

  private void every(int[] choice, int from, int torn) {
    if (from == choice.length) {
      choices.add(choice.clone());
      return;
    }
    for (int one = 0; one <= versions.get(from) + torn; one++) {
      choice[from] = one;
      every(choice, from + 1, torn);
    }
  }

  private void extremes() {
    choices.add(new int[versions.size()]);
    choices.add(versions.stream().mapToInt(count -> count).toArray());
    choices.add(versions.stream().mapToInt(count -> count + 1).toArray());
  }

  /** The extremes; and from none and from all each block otherwise, and each pair. */
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

  private void atRandom(int count) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      choices.add(versions.stream().mapToInt(one -> random.nextInt(one + 2)).toArray());
    }
  }
}
