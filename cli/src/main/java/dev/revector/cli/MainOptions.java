package dev.revector.cli;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names a pair by main and spare, for commands that touch data. */
final class MainOptions {
  @Option(
      names = {"-m", "--main"},
      required = true,
      paramLabel = "PATH",
      converter = DeviceSpec.Converter.class,
      description = "The failing disk.")
  @Nullable DeviceSpec main;

  @Option(
      names = {"-s", "--spare"},
      required = true,
      paramLabel = "PATH",
      converter = DeviceSpec.Converter.class,
      description = "The disk that its bad sectors move to.")
  @Nullable DeviceSpec spare;

  /** Opens the pair; see {@link Pair#open}. */
  Pair open(boolean writable) throws IOException {
    return Pair.open(Optional.of(main()), spare(), writable);
  }

  DeviceSpec main() {
    return given(main);
  }

  DeviceSpec spare() {
    return given(spare);
  }

  private static DeviceSpec given(@Nullable DeviceSpec device) {
    if (device == null) {
      throw new IllegalStateException("a required option is missing");
    }
    return device;
  }
}
