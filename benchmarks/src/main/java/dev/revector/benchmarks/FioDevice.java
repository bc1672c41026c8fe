package dev.revector.benchmarks;

import dev.revector.devices.linux.DirectBlockDevice;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * fio (psync, O_DIRECT) and {@link DirectBlockDevice} read the same file in one run, in turn: 4 KiB
 * at random places and 1 MiB in order, one request at a time. Prints the medians and their ratio.
 *
 * <p>fio's buffer lies in ordinary pages, and a third party in turn is fio with a buffer in huge
 * pages ({@code iomem=shmhuge}), which the system must have some of: {@code sysctl
 * vm.nr_hugepages=8}. Without them it is left out.
 *
 * <p>Arguments: the file, which is made when it is not there, its size in MiB, the number of
 * rounds, the seconds of each measurement.
 */
public final class FioDevice {
  private static final int MIB = 1 << 20;
  private static final Path HUGE_PAGES = Path.of("/proc/sys/vm/nr_hugepages");

  private final Path file;
  private final int rounds;
  private final int seconds;

  private FioDevice(Path file, int rounds, int seconds) {
    this.file = file;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[0]);
    make(file, Integer.parseInt(arguments[1]));
    int rounds = Integer.parseInt(arguments[2]);
    new FioDevice(file, rounds, Integer.parseInt(arguments[3])).run();
  }

  private static void make(Path file, int mebibytes) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    byte[] noise = new byte[MIB];
    new Random(1).nextBytes(noise);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < mebibytes; i++) {
        out.write(ByteBuffer.wrap(noise));
      }
      out.force(true);
    }
  }

  private void run() throws IOException, InterruptedException {
    System.out.println(
        "| | fio psync | fio, huge pages | DirectBlockDevice | ratio | to huge pages |");
    System.out.println("|---|---|---|---|---|---|");
    try (DirectBlockDevice device = DirectBlockDevice.open(file, new OpenMode(false, 0, -1, 0))) {
      compare("4 KiB random, reads a second", device, 4096, "randread");
      compare("1 MiB in order, reads a second", device, MIB, "read");
    }
  }

  private void compare(String name, DirectBlockDevice device, int bytes, String fio)
      throws IOException, InterruptedException {
    double[] theirs = new double[rounds];
    double[] huge = new double[rounds];
    double[] ours = new double[rounds];
    boolean withHuge = !Files.readString(HUGE_PAGES).strip().equals("0");
    boolean random = fio.equals("randread");
    reads(device, bytes, random); // until the compiler has seen it
    for (int i = 0; i < rounds; i++) {
      theirs[i] = fio(fio, bytes, "malloc");
      huge[i] = withHuge ? fio(fio, bytes, "shmhuge") : Double.NaN;
      ours[i] = reads(device, bytes, random);
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %,.0f | %.2f | %.2f |%n",
        name,
        median(theirs),
        median(huge),
        median(ours),
        median(ours) / median(theirs),
        median(ours) / median(huge));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Reads a second. */
  private double reads(DirectBlockDevice device, int bytes, boolean random) throws IOException {
    int sectors = bytes / device.geometry().sectorSize();
    long places = device.geometry().sectors() / sectors;
    SplittableRandom luck = new SplittableRandom(1);
    ByteBuffer buffer = device.allocate(bytes);
    long begun = System.nanoTime();
    long end = begun + TimeUnit.SECONDS.toNanos(seconds);
    long count = 0;
    long now = begun;
    while (now < end) {
      long place = random ? luck.nextLong(places) : count % places;
      device.read(place * sectors, buffer.clear());
      count++;
      now = System.nanoTime();
    }
    return count * 1e9 / (now - begun);
  }

  private double fio(String mode, int bytes, String memory)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "fio",
                "--name=x",
                "--filename=" + file,
                "--ioengine=psync",
                "--direct=1",
                "--readonly",
                "--rw=" + mode,
                "--bs=" + bytes,
                "--iomem=" + memory,
                "--time_based",
                "--runtime=" + seconds,
                "--norandommap",
                "--randrepeat=0",
                "--output-format=terse",
                "--terse-version=3")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("fio failed: " + said);
    }
    // The eighth field of fio's terse format is the number of reads a second.
    return Double.parseDouble(said.strip().split(";", -1)[7]);
  }
}
