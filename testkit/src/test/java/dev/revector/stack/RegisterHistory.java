package dev.revector.stack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What threads did to one sector, and whether it behaved as a register: whether there is an order
 * of all steps, none before another that had ended when it began, in which every read returns what
 * was written last. A write that may repeat can take effect several times before it ends. The
 * search is that of Wing and Gong, with Lowe's memory of states that failed.
 */
final class RegisterHistory {
  private final int initial;
  private final List<Step> steps = new ArrayList<>();

  /** A register that holds {@code initial}, a version that no step writes. */
  RegisterHistory(int initial) {
    this.initial = initial;
  }

  /**
   * A read or write.
   *
   * @param repeats true for a write of several sectors: one of them may fail, and all be written
   *     again
   * @param begun when it was called, on a clock that all threads share
   * @param ended when it had returned
   */
  record Step(boolean write, boolean repeats, int version, long begun, long ended) {
    boolean before(Step other) {
      return ended < other.begun;
    }
  }

  void add(Step step) {
    steps.add(step);
    if (steps.size() > Long.SIZE) {
      throw new IllegalStateException("too many steps for one search: " + steps.size());
    }
  }

  boolean isLinearizable() {
    return search(0, initial, new HashSet<>());
  }

  /** A set of steps that are done, and what the register holds then. */
  private record State(long done, int version) {}

  private boolean search(long done, int version, Set<State> failed) {
    if (Long.bitCount(done) == steps.size()) {
      return true;
    }
    if (!failed.add(new State(done, version))) {
      return false;
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean fits = step.write() || step.version() == version;
      if ((done & 1L << i) == 0
          && fits
          && mayComeNext(done, step)
          && (search(done | 1L << i, step.version(), failed)
              || (step.repeats() && search(done, step.version(), failed)))) {
        return true;
      }
    }
    return false;
  }

  /** True when no other step that is still to come had ended before this one began. */
  private boolean mayComeNext(long done, Step step) {
    for (int i = 0; i < steps.size(); i++) {
      if ((done & 1L << i) == 0 && steps.get(i).before(step)) {
        return false;
      }
    }
    return true;
  }

  /**
   * True when the register may hold this after a power cut: what was written by a step, or at
   * first, unless a write came wholly after it that had ended when a flush began.
   *
   * @param flushes the steps that were flushes, all of them ended
   */
  boolean maySurvive(int version, List<Step> flushes) {
    return version == initial
        ? steps.stream().noneMatch(write -> isFlushed(write, flushes))
        : steps.stream()
            .filter(step -> step.write() && step.version() == version)
            .anyMatch(
                step ->
                    steps.stream()
                        .noneMatch(later -> step.before(later) && isFlushed(later, flushes)));
  }

  private static boolean isFlushed(Step step, List<Step> flushes) {
    return step.write() && flushes.stream().anyMatch(step::before);
  }

  @Override
  public String toString() {
    return "initial=" + initial + ", steps=" + steps;
  }
}
