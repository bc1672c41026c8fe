package dev.revector.testkit.contract;

/**
 * One promise of an interface, ready to be run against an implementation. Checks do not depend on
 * each other and may run in any order, but not at the same time.
 *
 * @param name the promise in a few words
 * @param body what tries it
 * @since 0.1
 */
public record ContractCheck(String name, Body body) {

  /** What a check does. */
  @FunctionalInterface
  public interface Body {
    /**
     * Tries the promise.
     *
     * @throws AssertionError if it is broken; the message says how
     * @throws Exception if the implementation failed where it must not
     */
    void run() throws Exception;
  }

  /**
   * Tries the promise.
   *
   * @throws AssertionError if it is broken; the message says how
   * @throws Exception if the implementation failed where it must not
   */
  public void run() throws Exception {
    body.run();
  }
}
