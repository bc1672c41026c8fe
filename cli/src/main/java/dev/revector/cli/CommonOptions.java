package dev.revector.cli;

import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  boolean help;

  @Option(
      names = "--json",
      description = "Prints one JSON document; messages go to standard error.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints no plan, no progress and no summary.")
  boolean quiet;

  @Option(
      names = {"-y", "--yes"},
      description = "Answers every question with yes.")
  boolean yes;
}
