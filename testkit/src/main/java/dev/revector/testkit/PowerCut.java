package dev.revector.testkit;

import java.util.Map;

/**
 * Decides what a power cut leaves of each fragment that is not flushed.
 *
 * <p>Fragments are independent of each other: a disk may write its cache in any order, and part of
 * a request. An exhaustive test counts through the choices {@code OLD} to {@code versions - 1} of
 * all {@link SimulatedDisk#pendingFragments()}.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PowerCut {

  /** The content that the last flush made durable. */
  int OLD = -1;

  /** Bytes that nobody wrote; they can be read. */
  int GARBAGE = -2;

  /** The sector cannot be read until it is written again. */
  int UNREADABLE = -3;

  /**
   * Called once for each pending fragment, in ascending order.
   *
   * @return {@link #OLD}, {@link #GARBAGE}, {@link #UNREADABLE}, or the number of the version that
   *     survives: 0 the oldest since the last flush, {@code versions - 1} the newest
   */
  int choose(PendingFragment fragment);

  /** Nothing that was not flushed survives. */
  static PowerCut none() {
    return fragment -> OLD;
  }

  /** Everything survives, as if it had been flushed. */
  static PowerCut all() {
    return fragment -> fragment.versions() - 1;
  }

  /** For each fragment, independently, the old content or any version. */
  static PowerCut random(long seed) {
    return random(seed, 0, UNREADABLE);
  }

  /**
   * For each fragment, independently, the old content or any version; some are torn.
   *
   * @param tornPercent how many of 100 fragments are torn, 0 to 100
   * @param torn what becomes of a torn one: {@link #GARBAGE} or {@link #UNREADABLE}
   */
  static PowerCut random(long seed, int tornPercent, int torn) {
    if (tornPercent < 0 || tornPercent > 100 || (torn != GARBAGE && torn != UNREADABLE)) {
      throw new IllegalArgumentException(
          "no valid power cut: tornPercent=" + tornPercent + ", torn=" + torn);
    }
    return fragment -> {
      Noise noise = new Noise(Noise.mix(seed, fragment.fragment()));
      return noise.next(100) < tornPercent ? torn : (int) noise.next(fragment.versions() + 1L) - 1;
    };
  }

  /** What the map says for each fragment's number; fragments not in it keep their old content. */
  static PowerCut exactly(Map<Long, Integer> choices) {
    Map<Long, Integer> copy = Map.copyOf(choices);
    return fragment -> copy.getOrDefault(fragment.fragment(), OLD);
  }
}
