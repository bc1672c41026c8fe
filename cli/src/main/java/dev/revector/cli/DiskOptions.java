package dev.revector.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names main and spare. */
class DiskOptions {
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

  final DeviceSpec main() {
    return given(main);
  }

  final DeviceSpec spare() {
    return given(spare);
  }

  private static DeviceSpec given(@Nullable DeviceSpec device) {
    if (device == null) {
      throw new IllegalStateException("a required option is missing");
    }
    return device;
  }
}
