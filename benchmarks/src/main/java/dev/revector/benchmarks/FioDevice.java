package dev.revector.benchmarks;

import dev.revector.BlockDevice;
import dev.revector.RemapTarget;
import dev.revector.devices.linux.DirectBlockDevice;
import dev.revector.file.FileBlockDevice;
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
 * fio (psync, O_DIRECT), {@link DirectBlockDevice} and a pair whose main that device is read the
 * same file or block device in one run, in turn: 4 KiB at random places and 1 MiB in order, one
 * request at a time. Prints the medians and their ratios.
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
  private static final long SPARE_BYTES = 16L * MIB;
  private static final int REMAPS = 100;
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
        "| | fio psync | fio, huge pages | device | pair | device to fio | to huge pages | pair to"
            + " device |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    Path spare = Files.createTempFile("revector-benchmark", ".spare");
    try (FileChannel channel = FileChannel.open(spare, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), SPARE_BYTES - 1);
    }
    DirectBlockDevice device = DirectBlockDevice.open(file, new OpenMode(false, 0, -1, 0));
    try (RemapTarget pair =
        RemapTarget.builder().main(device).spare(FileBlockDevice.open(spare)).create()) {
      // So few that almost no request meets them.
      pair.remap(0, REMAPS);
      compare("4 KiB random, reads a second", device, pair, 4096, "randread");
      compare("1 MiB in order, reads a second", device, pair, MIB, "read");
    } finally {
      Files.delete(spare);
    }
  }

  private void compare(String name, BlockDevice device, BlockDevice pair, int bytes, String fio)
      throws IOException, InterruptedException {
    double[] through = new double[rounds];
    double[] theirs = new double[rounds];
    double[] huge = new double[rounds];
    double[] ours = new double[rounds];
    boolean withHuge = !Files.readString(HUGE_PAGES).strip().equals("0");
    boolean random = fio.equals("randread");
    reads(device, bytes, random); // until the compiler has seen it
    reads(pair, bytes, random);
    for (int i = 0; i < rounds; i++) {
      theirs[i] = fio(fio, bytes, "malloc");
      huge[i] = withHuge ? fio(fio, bytes, "shmhuge") : Double.NaN;
      ours[i] = reads(device, bytes, random);
      through[i] = reads(pair, bytes, random);
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %.2f | %.2f | %.2f |%n",
        name,
        median(theirs),
        median(huge),
        median(ours),
        median(through),
        median(ours) / median(theirs),
        median(ours) / median(huge),
        median(through) / median(ours));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Reads a second. */
  private double reads(BlockDevice device, int bytes, boolean random) throws IOException {
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
