package dev.revector.cli;

import dev.revector.PairStatus;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code revector status}. */
@Command(
    name = "status",
    description = "Shows the pair's state; changes nothing and takes no lock.",
    footer = {"", "Exits with 0 when healthy, 4 for attention, 5 when data is lost."})
final class StatusCommand extends BaseCommand {
  private static final String HOME_AND_ERASE = "\u001b[H\u001b[2J";

  @Mixin SpareOptions pair = new SpareOptions();

  @Option(
      names = {"-w", "--watch"},
      arity = "0..1",
      fallbackValue = "2",
      paramLabel = "S",
      description = "Shows it again every S seconds (2), until interrupted.")
  @Nullable Integer watchSeconds;

  StatusCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (watchSeconds == null) {
      return show(false);
    }
    if (watchSeconds < 1) {
      throw new IllegalArgumentException("--watch must be at least 1 second: " + watchSeconds);
    }
    int code = show(true);
    while (rest(watchSeconds)) {
      code = show(true);
    }
    return code;
  }

  private static boolean rest(int seconds) {
    try {
      TimeUnit.SECONDS.sleep(seconds);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int show(boolean again) throws IOException {
    PairStatus status;
    try (Pair opened = pair.open()) {
      status = opened.target().status();
    }
    answer(StatusDocument.of(status));
    if (!common.json && !common.quiet) {
      String text = StatusText.of(status, console.ansiOut());
      console.print(again && console.canRedrawOut() ? HOME_AND_ERASE + text : text);
      console.flush();
    }
    return exitCode(status.state());
  }

  static int exitCode(PairStatus.State state) {
    return switch (state) {
      case HEALTHY -> ExitCode.OK;
      case ATTENTION, DEGRADED -> ExitCode.ATTENTION;
      case FAILED -> ExitCode.LOST;
    };
  }
}
