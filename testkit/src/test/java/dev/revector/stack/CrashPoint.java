package dev.revector.stack;

import dev.revector.Extent;
import java.util.List;

/**
 * A pair when the power goes, and what must be found then.
 *
 * @param pair the pair, with what it has not flushed; never changed
 * @param truth what is known of it; never changed
 * @param places where its metadata copies stand and stood
 * @param strained true while a copy is failing, so that none else may be lost
 * @param torn true when a cut before left copies unlike and no opening has mended them yet: some
 *     may be torn, so that only as many may be lost as in the middle of a commit
 */
record CrashPoint(SimPair pair, Truth truth, Places places, boolean strained, boolean torn) {

  /**
   * Places of metadata copies.
   *
   * @param live the copies in use
   * @param stale places that copies left: what is still there must never be believed
   */
  record Places(List<List<Extent>> live, List<List<Extent>> stale) {

    /** No copy to lose: one lies already, and must not be the only one that is left. */
    static final Places NONE = new Places(List.of(), List.of());

    /** How many sets of live copies there are to lose, none first and all last. */
    int sets() {
      return Math.max(1, (1 << live.size()) - (stale.isEmpty() ? 1 : 0));
    }
  }

  /**
   * True when this one's choices are among those of a later point before the same flush.
   *
   * @param inside true for points inside an opening
   */
  boolean isCoveredBy(CrashPoint later, boolean inside) {
    return later.truth == truth && CutChoices.isCovered(later.pair, inside);
  }

  /** True when the pair must open although this set of live copies is lost. */
  boolean mustOpenWithout(int set) {
    int lost = Integer.bitCount(set);
    if (pair.spare().pendingFragments().isEmpty() && !strained && !torn) {
      return lost < places.live().size();
    }
    return lost <= (strained ? 0 : Math.max(0, places.live().size() / 2 - 1));
  }
}
