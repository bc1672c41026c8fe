package dev.revector.cli;

import picocli.CommandLine.Option;

/** What every command takes that changes data. */
final class PlanOptions {
  @Option(
      names = {"-n", "--dry-run"},
      description = "Prints the plan and changes nothing.")
  boolean dryRun;
}
