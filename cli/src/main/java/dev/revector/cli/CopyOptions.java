package dev.revector.cli;

import dev.revector.RemapTargetBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many metadata copies to make, and where. */
final class CopyOptions {
  private static final String AUTO = "auto";
  private static final String CUSTOM = "custom";

  /** Bounds of the number of copies that hold when none is given. */
  private static final int LEAST = 2;

  private static final int MOST = 5;

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
      description = "Exactly so many copies, 1 to 8 (what suits the spare's size).")
  @Nullable Integer copies;

  @Option(
      names = "--min-copies",
      paramLabel = "N",
      description = "Fewest copies to accept (2, or --max-copies if that is less).")
  @Nullable Integer minCopies;

  @Option(
      names = "--max-copies",
      paramLabel = "N",
      description = "Most copies to make (5, or --min-copies if that is more).")
  @Nullable Integer maxCopies;

  @Option(
      names = "--min-distance",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = Sizes.class,
      description = "Least distance from one copy's start to the next's.")
  long minDistance;

  /** True when one of the options was given, if it has a default with something else than that. */
  boolean isGiven() {
    return !strategy.equals(AUTO)
        || !at.isEmpty()
        || copies != null
        || minCopies != null
        || maxCopies != null
        || minDistance != 0;
  }

  /**
   * Hands the options on.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  void apply(RemapTargetBuilder builder) {
    int given = copies == null ? 1 : copies;
    requireCopies("--copies", given);
    requireCopies("--min-copies", minCopies == null ? given : minCopies);
    requireCopies("--max-copies", maxCopies == null ? given : maxCopies);
    boolean custom = strategy.equals(CUSTOM) || (strategy.equals(AUTO) && !at.isEmpty());
    if (custom == at.isEmpty()) {
      throw new IllegalArgumentException(
          "--at goes with --strategy custom: strategy=" + strategy + ", at=" + at);
    }
    if (custom && copies != null && copies != at.size()) {
      throw new IllegalArgumentException(
          "--copies contradicts --at: copies=" + copies + ", at=" + at);
    }
    bound(builder, custom || copies != null);
    builder
        .strategy(custom ? CUSTOM : strategy)
        .customSectors(at)
        .copies(copies == null ? 0 : copies)
        .minDistanceBytes(minDistance);
  }

  /** A bound that is not given makes room for the other. */
  private void bound(RemapTargetBuilder builder, boolean exact) {
    if (exact && (minCopies != null || maxCopies != null)) {
      throw new IllegalArgumentException(
          "--copies and --at say how many copies; leave --min-copies and --max-copies out");
    }
    if (minCopies != null && maxCopies != null && maxCopies < minCopies) {
      throw new IllegalArgumentException(
          "--max-copies is below --min-copies: max=" + maxCopies + ", min=" + minCopies);
    }
    int least = minCopies == null ? LEAST : minCopies;
    int most = maxCopies == null ? MOST : maxCopies;
    builder
        .minCopies(minCopies == null ? Math.min(least, most) : least)
        .maxCopies(maxCopies == null ? Math.max(least, most) : most);
  }

  private static void requireCopies(String option, int value) {
    if (value < 1 || value > 8) {
      throw new IllegalArgumentException("out of range: " + option + "=" + value + "; give 1 to 8");
    }
  }
}
