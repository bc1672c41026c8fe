package dev.revector.cli;

import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Names a pair by main and spare, for commands that touch data. */
final class MainOptions extends DiskOptions {
  @Mixin AcceptOptions accept = new AcceptOptions();

  /** Opens the pair; see {@link Pair#open}. */
  Pair open(boolean writable) throws IOException {
    return Pair.open(Optional.of(main()), spare(), accept.main, writable);
  }
}
