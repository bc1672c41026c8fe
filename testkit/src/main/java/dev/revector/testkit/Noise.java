package dev.revector.testkit;

/**
 * Bits that look random and follow from a seed (SplitMix64). Unlike the generators of the JDK it
 * can be copied, so that a copied disk goes on like its original. Not thread-safe.
 */
final class Noise {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  Noise(long seed) {
    this.state = seed;
  }

  Noise copy() {
    return new Noise(state);
  }

  long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** A number from 0 to {@code bound - 1}. */
  long next(long bound) {
    return Long.remainderUnsigned(nextLong(), bound);
  }

  /** Scrambles a number; different numbers give different results. */
  static long mix(long number) {
    long z = number;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Scrambles two numbers into one. */
  static long mix(long first, long second) {
    return mix(mix(first + GAMMA) + second * GAMMA);
  }

  /** Bytes that follow from the seed; none of them is zero. */
  static byte[] bytes(long seed, int length) {
    Noise noise = new Noise(seed);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (1 + noise.next(255));
    }
    return bytes;
  }
}
