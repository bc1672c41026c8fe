package dev.revector.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The command line as a whole; each command has a class of its own. */
@Command(
    name = "revector",
    header = "Keeps a failing disk in service: remaps its bad sectors to a spare device.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Revector.Version.class,
    footer = {
      "",
      "PATH is a block device or an image file, or a part of one: PATH@OFFSET+LENGTH,",
      "in bytes or with K, M, G, T. Exit codes: 0 healthy or done, 1 usage, 2 cannot",
      "open, 3 wrong device, 4 attention, 5 data lost or spares exhausted, 6 metadata",
      "damaged, 7 I/O error."
    })
final class Revector {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  boolean version;

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"revector " + (version == null ? "(not packaged)" : version)};
    }
  }
}
