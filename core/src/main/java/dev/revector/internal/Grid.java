package dev.revector.internal;

import dev.revector.MapRun;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The disk cut into cells of 2^shift sectors, with the chunk of each, null when it has no run. A
 * run that reaches from one cell into another stands in both, cut at the border, and the second
 * part is marked as such; whoever hands it out joins it again. What only adjoins is another run.
 *
 * <p>Only the chunks may be exchanged, and none so that a run that crosses a border comes, goes or
 * changes: that takes another grid, so a reader finds all parts of a run, whenever it looks.
 */
final class Grid {
  /** Most runs in a cell, on average over all cells, when a grid is planned. */
  private static final int RUNS_PER_CELL = 256;

  /** A cell of more runs asks for smaller cells. */
  private static final int CROWD = 4 * RUNS_PER_CELL;

  /** Runs for each cell that smaller cells have at least. */
  private static final int LEAST_RUNS_PER_CELL = 8;

  /** No cell is smaller than 2^9 sectors. */
  private static final int LEAST_SHIFT = 9;

  private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(long[][].class);

  final int shift;
  private final long[] @Nullable [] chunks;

  Grid(int shift, long[] @Nullable [] chunks) {
    this.shift = shift;
    this.chunks = chunks;
  }

  /** The shift that a grid of so many sectors and runs begins with. */
  static int shift(long sectors, long runs) {
    int shift = LEAST_SHIFT;
    while ((sectors - 1) >>> shift >= Math.max(1, 2 * runs / RUNS_PER_CELL)) {
      shift++;
    }
    return shift;
  }

  int cells() {
    return chunks.length;
  }

  /** First sector of a cell. */
  long base(int cell) {
    return (long) cell << shift;
  }

  long @Nullable [] chunk(int cell) {
    return (long[]) CHUNK.getAcquire(chunks, cell);
  }

  /** The chunk of a cell that may not exist or hold nothing. */
  long[] chunkOrNone(int cell) {
    long[] chunk = cell < chunks.length ? chunk(cell) : null;
    return chunk == null ? RunChunk.NONE : chunk;
  }

  /** Puts a chunk in the place of another. */
  void swap(int cell, long @Nullable [] chunk) {
    CHUNK.setRelease(chunks, cell, chunk);
  }

  /** A copy in which these chunks take the places from {@code cell} on. */
  Grid with(int cell, long[] @Nullable [] fresh) {
    long[][] copy = chunks.clone();
    System.arraycopy(fresh, 0, copy, cell, fresh.length);
    return new Grid(shift, copy);
  }

  /** The cell of a sector; one that does not exist for a sector beyond all. */
  int cellOf(long sector) {
    return (int) Math.min(sector >>> shift, chunks.length);
  }

  /** True when a cell with this chunk should be cut into smaller ones, in a grid of all runs. */
  boolean isCrowded(long @Nullable [] chunk, long runs) {
    return chunk != null
        && RunChunk.size(chunk) > CROWD
        && shift > LEAST_SHIFT
        && 2L * cells() * LEAST_RUNS_PER_CELL <= runs;
  }

  /** True when a cell of this grid, which has so many runs, should be cut. */
  boolean isCrowded(long runs) {
    boolean crowded = false;
    for (int cell = 0; cell < cells(); cell++) {
      crowded |= isCrowded(chunk(cell), runs);
    }
    return crowded;
  }

  /** Hands over the runs in ascending order; changes made meanwhile may be missed. */
  void forEach(Consumer<MapRun> consumer) {
    MapRun last = null;
    for (int cell = 0; cell < cells(); cell++) {
      long[] chunk = chunk(cell);
      for (int i = 0; chunk != null && i < RunChunk.size(chunk); i++) {
        MapRun run = RunChunk.run(chunk, base(cell), i);
        if (last != null && i == 0 && RunChunk.continues(chunk)) {
          last = RunJoin.joined(last, run);
        } else {
          if (last != null) {
            consumer.accept(last);
          }
          last = run;
        }
      }
    }
    if (last != null) {
      consumer.accept(last);
    }
  }

  private boolean isBorder(long sector) {
    return (sector & (1L << shift) - 1) == 0;
  }

  /** The whole run that run {@code i} of a cell is a part of. */
  MapRun whole(int cell, long[] chunk, int i) {
    MapRun whole = RunChunk.run(chunk, base(cell), i);
    for (int c = cell; isBorder(whole.lba()) && RunChunk.continues(chunkOrNone(c)); c--) {
      long[] left = chunkOrNone(c - 1);
      whole = RunJoin.joined(RunChunk.run(left, base(c - 1), RunChunk.size(left) - 1), whole);
    }
    for (int c = cell + 1; isBorder(whole.end()) && RunChunk.continues(chunkOrNone(c)); c++) {
      whole = RunJoin.joined(whole, RunChunk.run(chunkOrNone(c), base(c), 0));
    }
    return whole;
  }

  /** True when no run touches the sectors {@code first} to {@code last}. */
  boolean isClear(long first, long last) {
    long end = Math.min(last >>> shift, chunks.length - 1);
    for (long cell = first >>> shift; cell <= end; cell++) {
      long[] chunk = chunk((int) cell);
      if (chunk != null) {
        long base = cell << shift;
        int i = RunChunk.floor(chunk, Math.min(last - base, (1L << shift) - 1));
        if (i >= 0 && base + RunChunk.end(chunk, i) > first) {
          return false;
        }
      }
    }
    return true;
  }

  /** Takes runs in ascending order and makes a grid of them. */
  static final class Builder {
    private final int shift;
    private final long[] @Nullable [] chunks;
    private int cell = -1;
    private RunPacker packer;

    /** For the sectors below {@code sectors}. */
    Builder(long sectors, int shift) {
      this.shift = shift;
      chunks = new long[(int) ((sectors - 1) >>> shift) + 1][];
      packer = new RunPacker(0, shift);
    }

    /** Adds a run. */
    void add(MapRun run) {
      for (long c = run.lba() >>> shift; c <= (run.end() - 1) >>> shift; c++) {
        if (c != cell) {
          pack();
          cell = (int) c;
          packer = new RunPacker(c << shift, shift);
        }
        packer.add(run);
      }
    }

    private void pack() {
      if (cell >= 0) {
        chunks[cell] = packer.pack();
      }
    }

    /** The grid; nothing may be added any more. */
    Grid grid() {
      pack();
      return new Grid(shift, chunks);
    }
  }
}
