package dev.revector.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.spi.SpareAllocator;
import dev.revector.spi.SpareAllocatorProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The allocator keeps the contract, and broken ones are caught. */
class SpareAllocatorContractTest {
  private static final SpareAllocatorProvider SOUND =
      ServiceLoader.load(SpareAllocatorProvider.class).findFirst().orElseThrow();

  @Tag("jdk17")
  @TestFactory
  Stream<DynamicTest> shouldKeepIt() {
    return SpareAllocatorContract.of(SOUND).checks().stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), one::run));
  }

  /** What is preferred is a slot, or none. */
  @TestFactory
  Stream<DynamicTest> shouldNotAskForASlotBehindTheLast() {
    return SpareAllocatorContract.of(slots -> proxy(slots, SpareAllocatorContractTest::strict))
        .checks()
        .stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), one::run));
  }

  private static @Nullable Object strict(SpareAllocator sound, Method method, Object[] args)
      throws ReflectiveOperationException {
    if (method.getName().equals("allocate") && (long) args[0] >= sound.slots()) {
      throw new IllegalArgumentException("no such slot: preferred=" + args[0]);
    }
    return method.invoke(sound, args);
  }

  /** Allocators that are broken, each with the check that must see it. */
  @SuppressWarnings("ImmutableEnumChecker") // each use makes an allocator of its own
  enum Broken {
    HANDS_OUT_TWICE(
        "hands out every free slot once, and only free ones",
        (sound, method, args) -> {
          Object slot = method.invoke(sound, args);
          if (method.getName().equals("allocate") && (long) slot > 2) {
            sound.release((long) slot, 1);
          }
          return slot;
        }),
    HAS_NO_PREFERENCE(
        "takes the preferred slot if it was never used, not one that waits",
        (sound, method, args) ->
            method.getName().equals("allocate")
                ? sound.allocate(SpareAllocator.NONE)
                : method.invoke(sound, args)),
    REUSES_WHAT_IS_PREFERRED(
        "takes the preferred slot if it was never used, not one that waits",
        (sound, method, args) -> {
          Object slot = method.invoke(sound, args);
          if (method.getName().equals("allocate")
              && (long) args[0] >= 0
              && (long) args[0] < sound.slots()
              && sound.freeFrom((long) args[0]) > 0) {
            sound.release((long) slot, 1);
            sound.markUsed((long) args[0], 1);
            return args[0];
          }
          return slot;
        }),
    HOLDS_NOTHING_BACK(
        "keeps what is held back until it lets go",
        (sound, method, args) ->
            method.getName().equals("holdBack") ? null : method.invoke(sound, args)),
    REUSES_AT_ONCE(
        "takes a released slot after those that were never used",
        new Call() {
          private long released = SpareAllocator.NONE;

          @Override
          public @Nullable Object on(SpareAllocator sound, Method method, Object[] args)
              throws ReflectiveOperationException {
            Object result = method.invoke(sound, args);
            if (method.getName().equals("release")) {
              released = (long) args[0];
            } else if (method.getName().equals("allocate")
                && released >= 0
                && sound.freeFrom(released) > 0) {
              sound.release((long) result, 1);
              sound.markUsed(released, 1);
              return released;
            }
            return result;
          }
        }),
    FORGIVES_A_RELEASE("releases used slots only", ignoring("release")),
    FORGIVES_A_RETIREMENT("retires any slot that is not reserved, for ever", ignoring("retire")),
    FORGIVES_A_MARK("marks only free slots as used", ignoring("markUsed")),
    RESERVES_ANYTHING(
        "reserves all of a run or nothing",
        (sound, method, args) -> {
          Object result = method.invoke(sound, args);
          return method.getName().equals("tryReserve") ? true : result;
        }),
    FINDS_NO_LONG_RUN(
        "finds a free run wherever one is",
        (sound, method, args) ->
            method.getName().equals("findFree") && (long) args[0] > 4
                ? (Object) SpareAllocator.NONE
                : method.invoke(sound, args)),
    FINDS_THE_SECOND(
        "finds a free run wherever one is",
        (sound, method, args) -> {
          Object first = method.invoke(sound, args);
          if (method.getName().equals("findFree") && (long) first >= 0) {
            long next = (long) first + (long) args[1];
            return next < sound.slots() && sound.freeFrom(next) >= (long) args[0] ? next : first;
          }
          return first;
        }),
    MISCOUNTS(
        "knows the state and the number of its slots",
        (sound, method, args) ->
            method.getName().equals("retired")
                ? (Object) (sound.slots() - sound.free() - sound.used())
                : method.invoke(sound, args)),
    STARTS_AT_THE_FRONT(
        "takes slots evenly over the spare",
        (sound, method, args) ->
            method.getName().equals("allocate") && (long) args[0] < 0
                ? (Object) sound.allocate(sound.findFree(1, 1))
                : method.invoke(sound, args));

    private final String check;
    private final Call call;

    Broken(String check, Call call) {
      this.check = check;
      this.call = call;
    }

    private static Call ignoring(String name) {
      return (sound, method, args) -> {
        try {
          return method.invoke(sound, args);
        } catch (InvocationTargetException e) {
          if (method.getName().equals(name)) {
            return null;
          }
          throw e;
        }
      };
    }

    SpareAllocator create(long slots) {
      return proxy(slots, call);
    }
  }

  /** An allocator that serves calls in another way. */
  private static SpareAllocator proxy(long slots, Call call) {
    SpareAllocator sound = SOUND.create(slots);
    return (SpareAllocator)
        Proxy.newProxyInstance(
            SpareAllocator.class.getClassLoader(),
            new Class<?>[] {SpareAllocator.class},
            (proxy, method, args) -> {
              try {
                return call.on(sound, method, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A call that an allocator serves in its way. */
  @FunctionalInterface
  private interface Call {
    @Nullable Object on(SpareAllocator sound, Method method, Object[] args)
        throws ReflectiveOperationException;
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void shouldBeCaught(Broken broken) {
    Set<String> failed = Verdicts.failed(SpareAllocatorContract.of(broken::create).checks());
    assertTrue(failed.contains(broken.check), () -> broken + " is seen only by " + failed);
  }

  @Test
  void shouldTryEveryCheckOnABrokenAllocator() {
    Set<String> broken = new TreeSet<>();
    Arrays.stream(Broken.values()).forEach(one -> broken.add(one.check));
    assertEquals(Verdicts.names(SpareAllocatorContract.of(SOUND).checks()), broken);
  }
}
