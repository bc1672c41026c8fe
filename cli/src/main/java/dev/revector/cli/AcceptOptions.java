package dev.revector.cli;

import picocli.CommandLine.Option;

/** Whether another main will do. */
final class AcceptOptions {
  @Option(
      names = "--accept-main",
      description =
          "Takes main although it is another disk than the pair was made with: an image that was"
              + " copied, or a clone. Commands that write remember it.")
  boolean main;
}
