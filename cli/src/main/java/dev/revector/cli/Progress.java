package dev.revector.cli;

import dev.revector.cli.demo.Stage;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far work of a known length is, on standard error. */
final class Progress {
  private static final int WIDTH = 78;

  private Progress() {}

  /** Begins to show work on {@code bytes} bytes: a bar on a terminal, else a line per quarter. */
  static Stage.Work begin(Console console, String what, long bytes) {
    return console.canRedrawErr() ? new Bar(console, what, bytes) : new Lines(console, what, bytes);
  }

  /** Shows nothing. */
  static Stage.Work silent() {
    return new Stage.Work() {
      @Override
      public void done(long bytes) {}

      @Override
      public void close() {}
    };
  }

  private static final class Bar implements Stage.Work {
    private final Console console;
    private final ProgressBar bar;

    Bar(Console console, String what, long bytes) {
      this.console = console;
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(bytes)
              .setUnit(" MiB", 1 << 20)
              .setUpdateIntervalMillis(100)
              .setStyle(console.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .setConsumer(new DelegatingProgressBarConsumer(console.live()::show, WIDTH))
              .build();
    }

    @Override
    public void done(long bytes) {
      bar.stepBy(bytes);
    }

    @Override
    public void close() {
      bar.close();
      console.live().clear();
    }
  }

  private static final class Lines implements Stage.Work {
    private static final int STEPS = 4;

    private final Console console;
    private final String what;
    private final long bytes;
    private long done;

    Lines(Console console, String what, long bytes) {
      this.console = console;
      this.what = what;
      this.bytes = bytes;
    }

    @Override
    public void done(long more) {
      long before = STEPS * done / bytes;
      done = Math.min(bytes, done + more);
      long now = STEPS * done / bytes;
      if (now > before) {
        console.message(what + ": " + 100 * now / STEPS + " % of " + Sizes.format(bytes));
      }
    }

    @Override
    public void close() {}
  }
}
