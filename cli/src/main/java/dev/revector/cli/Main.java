package dev.revector.cli;

/** The {@code revector} command. */
public final class Main {
  private Main() {}

  /**
   * Runs the command and exits with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(Cli.run(args, Console.ofProcess()));
  }
}
