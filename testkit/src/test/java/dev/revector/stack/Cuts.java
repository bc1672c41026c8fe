package dev.revector.stack;

import dev.revector.testkit.PendingFragment;
import dev.revector.testkit.PowerCut;
import java.util.Random;

/**
 * A random power cut. Sectors are old or new as a whole, or unreadable; only metadata and slots
 * that the map does not name may be torn to garbage.
 */
final class Cuts {
  private final Random random;
  private final boolean torn;
  private final int style;

  Cuts(long seed, boolean torn) {
    this.random = new Random(seed);
    this.torn = torn;
    this.style = random.nextInt(6);
  }

  SimPair cut(SimPair pair, Truth known) {
    return pair.cut(
        fragment -> choose(fragment, false),
        fragment -> choose(fragment, !known.map.holds(fragment.lba())));
  }

  private int choose(PendingFragment fragment, boolean mayBeGarbage) {
    if (torn && style != 0 && random.nextInt(4) == 0) {
      return mayBeGarbage && random.nextBoolean() ? PowerCut.GARBAGE : PowerCut.UNREADABLE;
    }
    return switch (style) {
      case 0, 1 -> PowerCut.OLD;
      case 2 -> fragment.versions() - 1;
      case 3 -> random.nextInt(8) == 0 ? fragment.versions() - 1 : PowerCut.OLD;
      case 4 -> random.nextInt(8) == 0 ? PowerCut.OLD : fragment.versions() - 1;
      default -> random.nextInt(fragment.versions() + 1) - 1;
    };
  }
}
