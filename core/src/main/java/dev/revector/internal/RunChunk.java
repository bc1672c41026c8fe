package dev.revector.internal;

import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import java.util.List;

/**
 * A few hundred neighbouring runs of the map, packed and immutable.
 *
 * <pre>
 * word 0   lba
 * word 1   spareSector 48 bits | count 16
 * word 2   0 | state 3 | reason 4 | spare 8 | errors 16 | timeSeconds 32
 * </pre>
 */
final class RunChunk {
  private static final int WORDS = 3;

  private final long[] words;

  private RunChunk(long[] words) {
    this.words = words;
  }

  static RunChunk of(List<MapRun> runs) {
    long[] words = new long[runs.size() * WORDS];
    for (int i = 0; i < runs.size(); i++) {
      pack(runs.get(i), words, i);
    }
    return new RunChunk(words);
  }

  /** The first {@code keep} runs of {@code head}, then {@code middle}, then {@code tail}'s. */
  static RunChunk join(RunChunk head, int keep, List<MapRun> middle, RunChunk tail, int from) {
    int rest = tail.size() - from;
    long[] words = new long[(keep + middle.size() + rest) * WORDS];
    System.arraycopy(head.words, 0, words, 0, keep * WORDS);
    for (int i = 0; i < middle.size(); i++) {
      pack(middle.get(i), words, keep + i);
    }
    System.arraycopy(tail.words, from * WORDS, words, (keep + middle.size()) * WORDS, rest * WORDS);
    return new RunChunk(words);
  }

  /** The runs from {@code first} on, {@code count} of them. */
  RunChunk part(int first, int count) {
    long[] part = new long[count * WORDS];
    System.arraycopy(words, first * WORDS, part, 0, part.length);
    return new RunChunk(part);
  }

  int size() {
    return words.length / WORDS;
  }

  long lba(int i) {
    return words[i * WORDS];
  }

  long end(int i) {
    return words[i * WORDS] + (words[i * WORDS + 1] & 0xFFFF);
  }

  MapRun run(int i) {
    long place = words[i * WORDS + 1];
    long info = words[i * WORDS + 2];
    return new MapRun(
        lba(i),
        (int) (place & 0xFFFF),
        SectorState.ofCode((int) (info >>> 60)),
        (int) (info >>> 48 & 0xFF),
        place >>> 16,
        RemapReason.ofCode((int) (info >>> 56 & 0xF)),
        info & 0xFFFF_FFFFL,
        (int) (info >>> 32 & 0xFFFF));
  }

  /** The last run that begins at or before {@code lba}, -1 if none. */
  int floor(long lba) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (lba(middle) <= lba) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private static void pack(MapRun run, long[] words, int i) {
    words[i * WORDS] = run.lba();
    words[i * WORDS + 1] = run.spareSector() << 16 | run.count();
    words[i * WORDS + 2] =
        (long) run.state().code() << 60
            | (long) run.reason().code() << 56
            | (long) run.spare() << 48
            | (long) run.errors() << 32
            | run.timeSeconds();
  }
}
