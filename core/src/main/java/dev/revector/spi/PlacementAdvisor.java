package dev.revector.spi;

/**
 * Chooses the strategy and the number of copies that suit a spare's size: the {@code auto} of the
 * command line. Found through {@link java.util.ServiceLoader}. Stateless; any thread may call.
 *
 * @since 0.1
 */
public interface PlacementAdvisor {

  /**
   * Returns what suits a spare of this size.
   *
   * @param spareBytes size of the spare
   * @param physicalBlockSize the larger physical block of main and spare, in bytes: every threshold
   *     grows with it
   * @throws dev.revector.DeviceTooSmallException if no metadata fits; the message names the minimum
   */
  Advice advise(long spareBytes, int physicalBlockSize) throws dev.revector.DeviceTooSmallException;

  /**
   * An advice.
   *
   * @param strategy name of the strategy
   * @param copies number of copies
   */
  record Advice(String strategy, int copies) {}
}
