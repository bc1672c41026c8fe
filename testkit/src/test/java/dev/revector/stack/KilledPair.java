package dev.revector.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.MapRun;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.file.FileBlockDevice;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pair of files and what it must hold after the process that changed it was killed: what was
 * acknowledged, flushed or not, since the system's cache lives on; of a step under way, each sector
 * has its old content or the new.
 */
final class KilledPair {
  private final Path folder;
  private final SectorHistory data = new SectorHistory(DoomedProcess.SECTORS);
  private final Mapping[] mapping = new Mapping[DoomedProcess.SECTORS];
  private final Map<Integer, Step> underWay = new HashMap<>();

  /** What is known of a sector's place. */
  private enum Mapping {
    MAIN,
    SPARE,
    EITHER
  }

  /** A step as the process printed it. */
  private record Step(char kind, int lba, int count, int version) {}

  KilledPair(Path folder) throws IOException {
    this.folder = folder;
    Arrays.fill(mapping, Mapping.MAIN);
    size("main", DoomedProcess.SECTORS * 512L);
    size("spare", 1 << 20);
    RemapTarget.builder().main(device("main", true)).spare(device("spare", true)).create().close();
  }

  private void size(String name, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  private FileBlockDevice device(String name, boolean writable) throws IOException {
    return FileBlockDevice.open(folder.resolve(name), new OpenMode(writable, 0, -1, 0));
  }

  /** Takes in a line of the process. */
  void read(String line) {
    String[] words = line.split(" ", 6);
    int thread = Integer.parseInt(words[1]);
    if (words[0].equals("begin")) {
      int version = Integer.parseInt(words[5]);
      underWay.put(
          thread,
          new Step(
              words[2].charAt(0), Integer.parseInt(words[3]), Integer.parseInt(words[4]), version));
      return;
    }
    Step step = underWay.remove(thread);
    assertTrue(step != null && !words[0].equals("broken"), line);
    if (words[0].equals("done")) {
      done(step);
    } else {
      unknown(step);
    }
  }

  private void done(Step step) {
    for (int lba = step.lba(); lba < step.lba() + step.count(); lba++) {
      switch (step.kind()) {
        case 'W', 'Z' -> {
          data.holds(lba, step.version());
          mapping[lba] = mapping[lba] == Mapping.SPARE ? Mapping.SPARE : Mapping.EITHER;
        }
        case 'M' -> mapping[lba] = Mapping.SPARE;
        case 'R' -> mapping[lba] = Mapping.MAIN;
        default -> {}
      }
    }
  }

  /** A step that was refused, or not ended: it may have come to pass, wholly or in part. */
  private void unknown(Step step) {
    for (int lba = step.lba(); lba < step.lba() + step.count(); lba++) {
      switch (step.kind()) {
        case 'W', 'Z' -> {
          data.mayHold(lba, step.version());
          mapping[lba] = mapping[lba] == Mapping.SPARE ? Mapping.SPARE : Mapping.EITHER;
        }
        case 'M' -> mapping[lba] = mapping[lba] == Mapping.SPARE ? Mapping.SPARE : Mapping.EITHER;
        case 'R' -> mapping[lba] = mapping[lba] == Mapping.MAIN ? Mapping.MAIN : Mapping.EITHER;
        default -> {}
      }
    }
  }

  /** The process is dead: what was under way may have come to pass. Returns how much that was. */
  int died() {
    int changes = (int) underWay.values().stream().filter(step -> step.kind() != 'F').count();
    underWay.values().forEach(this::unknown);
    underWay.clear();
    return changes;
  }

  /** Opens what is there and compares; what it is found to hold, it must hold from now on. */
  void check(String when) throws IOException {
    List<MapRun> runs;
    try (RemapTarget target =
        RemapTarget.builder().main(device("main", true)).spare(device("spare", true)).open()) {
      checkData(target, when);
      runs = target.runs(0, DoomedProcess.SECTORS);
      checkMap(runs, when);
      assertEquals(List.of(), target.check(false).findings(), when);
    }
    try (RemapTarget reader =
        RemapTarget.builder()
            .main(device("main", false))
            .spare(device("spare", false))
            .readOnly(true)
            .open()) {
      assertEquals(runs, reader.runs(0, DoomedProcess.SECTORS), when + ": opened again");
      checkData(reader, when + ": opened again");
    }
  }

  private void checkData(RemapTarget target, String when) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(DoomedProcess.SECTORS * Stamp.BYTES);
    target.read(0, bytes);
    for (int lba = 0; lba < DoomedProcess.SECTORS; lba++) {
      int version = Stamp.version(bytes, lba * Stamp.BYTES, lba);
      boolean allowed = data.mayBe(lba, version);
      String found = ": lba=" + lba + ", version=" + version + ", " + data.describe(lba);
      assertTrue(allowed, when + found);
      data.saw(lba, version);
    }
  }

  private void checkMap(List<MapRun> runs, String when) {
    Mapping[] found = new Mapping[mapping.length];
    Arrays.fill(found, Mapping.MAIN);
    for (MapRun run : runs) {
      assertEquals(SectorState.MAPPED, run.state(), when + ": " + run);
      Arrays.fill(found, (int) run.lba(), (int) run.end(), Mapping.SPARE);
    }
    for (int lba = 0; lba < mapping.length; lba++) {
      if (mapping[lba] != Mapping.EITHER) {
        assertEquals(mapping[lba], found[lba], when + ": place of lba=" + lba);
      }
    }
    System.arraycopy(found, 0, mapping, 0, found.length);
  }
}
