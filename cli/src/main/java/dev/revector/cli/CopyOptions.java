package dev.revector.cli;

import dev.revector.RemapTargetBuilder;
import java.util.List;
import picocli.CommandLine.Option;

/** How many metadata copies to make, and where. */
final class CopyOptions {
  private static final String AUTO = "auto";
  private static final String CUSTOM = "custom";

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      defaultValue = AUTO,
      description = "auto, geometric, linear, minimal, fixed or custom (${DEFAULT-VALUE}).")
  String strategy = AUTO;

  @Option(
      names = "--at",
      paramLabel = "S",
      split = ",",
      converter = SectorNumber.class,
      description = "Where the copies begin, in sectors; means --strategy custom.")
  List<Long> at = List.of();

  @Option(
      names = "--copies",
      paramLabel = "N",
      defaultValue = "0",
      description = "Exactly so many copies, 1 to 8 (what suits the spare's size).")
  int copies;

  @Option(
      names = "--min-copies",
      paramLabel = "N",
      defaultValue = "2",
      description = "Fewest copies to accept (${DEFAULT-VALUE}).")
  int minCopies;

  @Option(
      names = "--max-copies",
      paramLabel = "N",
      defaultValue = "5",
      description = "Most copies to make (${DEFAULT-VALUE}).")
  int maxCopies;

  @Option(
      names = "--min-distance",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = Sizes.class,
      description = "Least distance from one copy's start to the next's.")
  long minDistance;

  /** True when one of the options was given, with something else than its default. */
  boolean isGiven() {
    return !strategy.equals(AUTO)
        || !at.isEmpty()
        || copies != 0
        || minCopies != 2
        || maxCopies != 5
        || minDistance != 0;
  }

  /**
   * Hands the options on.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  void apply(RemapTargetBuilder builder) {
    requireCopies("--copies", copies == 0 ? 1 : copies);
    requireCopies("--min-copies", minCopies);
    requireCopies("--max-copies", maxCopies);
    boolean custom = strategy.equals(CUSTOM) || (strategy.equals(AUTO) && !at.isEmpty());
    if (custom == at.isEmpty()) {
      throw new IllegalArgumentException(
          "--at goes with --strategy custom: strategy=" + strategy + ", at=" + at);
    }
    if (custom && copies != 0 && copies != at.size()) {
      throw new IllegalArgumentException(
          "--copies contradicts --at: copies=" + copies + ", at=" + at);
    }
    if (maxCopies < minCopies) {
      throw new IllegalArgumentException(
          "--max-copies is below --min-copies: max=" + maxCopies + ", min=" + minCopies);
    }
    builder
        .strategy(custom ? CUSTOM : strategy)
        .customSectors(at)
        .copies(copies)
        .minCopies(minCopies)
        .maxCopies(maxCopies)
        .minDistanceBytes(minDistance);
  }

  private static void requireCopies(String option, int value) {
    if (value < 1 || value > 8) {
      throw new IllegalArgumentException("out of range: " + option + "=" + value + "; give 1 to 8");
    }
  }
}
