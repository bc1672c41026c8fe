package dev.revector.cli;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Names a pair by its spare alone or with main, for commands that only look at metadata. */
final class SpareOptions {
  @Option(
      names = {"-m", "--main"},
      paramLabel = "PATH",
      converter = DeviceSpec.Converter.class,
      description = "The failing disk; without it only the spare is looked at.")
  @Nullable DeviceSpec main;

  @Option(
      names = {"-s", "--spare"},
      required = true,
      paramLabel = "PATH",
      converter = DeviceSpec.Converter.class,
      description = "The disk that its bad sectors move to.")
  @Nullable DeviceSpec spare;

  @Mixin AcceptOptions accept = new AcceptOptions();

  /** Opens the pair read-only; see {@link Pair#open}. */
  Pair open() throws IOException {
    return Pair.open(Optional.ofNullable(main), spare(), accept.main, false);
  }

  /** Opens the pair for writing, which takes main. */
  Pair openWritable() throws IOException {
    return Pair.open(Optional.of(requiredMain()), spare(), accept.main, true);
  }

  /** Main, which a repair takes. */
  DeviceSpec requiredMain() {
    if (main == null) {
      throw new IllegalArgumentException("--main is missing; a repair needs both disks");
    }
    return main;
  }

  /** Main, null when it was not given. */
  @Nullable DeviceSpec main() {
    return main;
  }

  /** The spare. */
  DeviceSpec spare() {
    if (spare == null) {
      throw new IllegalStateException("a required option is missing");
    }
    return spare;
  }
}
