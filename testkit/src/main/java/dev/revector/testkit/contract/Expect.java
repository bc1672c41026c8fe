package dev.revector.testkit.contract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Demands of the checks. */
final class Expect {
  private Expect() {}

  static void that(boolean kept, String broken) {
    if (!kept) {
      throw new AssertionError(broken);
    }
  }

  static void equal(@Nullable Object expected, @Nullable Object actual, String what) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": expected=" + expected + ", actual=" + actual);
    }
  }

  /** Returns what {@code body} threw; anything but {@code kind} breaks the contract. */
  static <T extends Throwable> T thrown(Class<T> kind, String what, ContractCheck.Body body) {
    try {
      body.run();
    } catch (Throwable e) {
      if (kind.isInstance(e)) {
        return kind.cast(e);
      }
      throw new AssertionError(what + ": expected " + kind.getSimpleName() + ", got " + e, e);
    }
    throw new AssertionError(what + ": expected " + kind.getSimpleName() + ", nothing was thrown");
  }
}
