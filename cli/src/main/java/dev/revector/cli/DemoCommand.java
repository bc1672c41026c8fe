package dev.revector.cli;

import dev.revector.BlockDevice;
import dev.revector.cli.demo.Demo;
import dev.revector.cli.demo.Result;
import dev.revector.cli.demo.Settings;
import dev.revector.cli.demo.Stage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code revector demo}. */
@Command(
    name = "demo",
    description =
        "Shows on image files that data survives bad sectors and a power cut, and verifies it.")
final class DemoCommand extends BaseCommand implements Stage {
  private static final int DEFAULT_BAD = 40;
  private static final int SECTORS_PER_BAD = 64;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "64M",
      converter = Sizes.class,
      description = "Size of the main disk, 1M to 1G (${DEFAULT-VALUE}).")
  long size;

  @Option(names = "--bad", paramLabel = "N", description = "How many sectors go bad (40).")
  @Nullable Integer bad;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Repeats the run that had this seed (a new one).")
  @Nullable Long seed;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Makes the disks in this folder and leaves them there.")
  @Nullable Path keep;

  DemoCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (keep != null) {
      return run(Files.createDirectories(keep));
    }
    Path folder = Files.createTempDirectory("revector-demo");
    Thread interrupted = new Thread(() -> delete(folder), "revector-demo-clean-up");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      return run(folder);
    } finally {
      delete(folder);
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private int run(Path folder) throws IOException {
    long started = System.nanoTime();
    Settings settings = settings(folder);
    say("seed " + settings.seed() + " (--seed " + settings.seed() + " repeats this run)");
    Result result = new Demo(settings, this).run();
    summarise(settings, result, Duration.ofNanos(System.nanoTime() - started));
    answer(DemoDocument.of(settings, result, keep == null ? "" : keep.toString()));
    return result.held() ? ExitCode.OK : ExitCode.LOST;
  }

  private Settings settings(Path folder) {
    long few = Math.min(DEFAULT_BAD, size / Settings.SECTOR_SIZE / SECTORS_PER_BAD);
    return new Settings(
        folder,
        size,
        bad == null ? (int) few : bad,
        seed == null ? System.nanoTime() & 0xFFFFFF : seed);
  }

  /** Deletes what it can; a temporary folder that stays is no reason to fail. */
  private static void delete(Path folder) {
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      file.delete();
    }
    folder.toFile().delete();
  }

  private void summarise(Settings settings, Result result, Duration took) throws IOException {
    part("The map of main");
    for (String line :
        new DiskMap(result.runs(), settings.mainBytes() / Settings.SECTOR_SIZE).draw(ansi())) {
      say(line);
    }
    part("Summary");
    say("  written          " + Sizes.format(result.bytesWritten()));
    say("  verified         " + Sizes.format(result.bytesVerified()));
    say("  bad sectors      " + result.badSectors());
    say("  remapped         " + result.status().remappedSectors());
    say("  wrong sectors    " + result.wrongSectors());
    say(
        "  metadata check   "
            + (result.findings() == 0 ? "clean" : result.findings() + " findings"));
    say("  took             " + took.toMillis() / 1000.0 + " s");
    String verdict =
        result.held()
            ? "@|bold,green Every acknowledged and flushed byte is there, and no other.|@"
            : "@|bold,red A promise was broken; run it again with --seed "
                + settings.seed()
                + ".|@";
    say(ansi().string(verdict));
    if (keep != null) {
      sayKept(settings);
    }
  }

  private void sayKept(Settings settings) throws IOException {
    String pair =
        " --main " + quote(settings.mainFile()) + " --spare " + quote(settings.spareFile());
    say("The disks are left in " + settings.folder() + ":");
    for (String line :
        List.of(
            "revector status" + pair,
            "revector check" + pair,
            "revector read"
                + pair
                + " 0 "
                + settings.mainBytes() / Settings.SECTOR_SIZE
                + " | sha256sum -c "
                + quote(settings.checksumFile()))) {
      say("  " + line);
    }
  }

  /** A path as a shell takes it for one word. */
  private static String quote(Path path) {
    String text = path.toString();
    return text.matches("[\\w./@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public BlockDevice open(Path file) throws IOException {
    return Devices.open(new DeviceSpec(file, 0, -1), true, Settings.SECTOR_SIZE);
  }

  @Override
  public void part(String title) throws IOException {
    say("");
    say(ansi().string("@|bold " + title + "|@"));
  }

  @Override
  public void tell(String line) throws IOException {
    say("  " + line);
  }

  @Override
  public void warn(String line) throws IOException {
    say(ansi().string("@|yellow   " + line + "|@"));
  }

  @Override
  public Stage.Work begin(String what, long bytes) {
    return common.quiet ? Progress.silent() : Progress.begin(console, "  " + what, bytes);
  }
}
