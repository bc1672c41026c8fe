package dev.revector.metadata;

import dev.revector.MediumException;
import dev.revector.metadata.Repair.Fix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the fixes of a repair in the stages of a commit: first the copies that lack most, so that
 * the best ones are touched last, when the others are whole.
 *
 * <p>In each stage first the headers in slot 0, then those in slot 1, then the rest, each flushed.
 * A copy that can't be read now may be readable after a power cut, with an older header in one
 * slot. That one must never be left alone with a journal that is half rewritten, where it could
 * miss a record that was there.
 *
 * <p>A copy that refuses a fix leaves as soon as another is whole, and not before: until then it
 * may hold the last right one of what the others lack. Used once, not thread-safe.
 */
final class Mending {
  private final Repair repair;
  private final List<Fix> fixes;
  private final Copies copies;
  private final Map<Integer, MediumException> refusals = new LinkedHashMap<>();

  Mending(Repair repair, List<Fix> fixes, Copies copies) {
    this.repair = repair;
    this.fixes = fixes.stream().filter(fix -> copies.isLive(fix.copy())).toList();
    this.copies = copies;
  }

  /**
   * Writes them all.
   *
   * @throws dev.revector.BlockDeviceException if no copy takes all that it lacks; none has left
   *     then
   */
  void run() throws IOException {
    fixes.forEach(fix -> copies.markLacking(fix.copy()));
    for (List<Integer> stage : stages()) {
      for (int step = 0; step < 3; step++) {
        write(step, stage);
      }
      stage.stream().filter(copy -> !refusals.containsKey(copy)).forEach(copies::markWhole);
      if (copies.hasWhole()) {
        leave();
      }
    }
    leave();
  }

  private List<List<Integer>> stages() {
    List<Integer> worstFirst = new ArrayList<>(copies.live());
    worstFirst.sort(Comparator.comparingLong(copy -> -fixesOf(copy)));
    return Copies.inStages(worstFirst);
  }

  private long fixesOf(int copy) {
    return fixes.stream().filter(fix -> fix.copy() == copy).count();
  }

  private void write(int step, List<Integer> stage) throws IOException {
    boolean wrote = false;
    for (Fix fix : fixes) {
      if (step(fix) == step && stage.contains(fix.copy()) && !refusals.containsKey(fix.copy())) {
        write(fix);
        wrote = true;
      }
    }
    if (wrote) {
      copies.flush(stage);
    }
  }

  private int step(Fix fix) {
    if (repair.isHeader(fix, 0)) {
      return 0;
    }
    return repair.isHeader(fix, 1) ? 1 : 2;
  }

  private void write(Fix fix) throws IOException {
    try {
      repair.write(fix, copies);
    } catch (MediumException e) {
      refusals.put(fix.copy(), e);
    }
  }

  private void leave() throws IOException {
    for (Map.Entry<Integer, MediumException> refusal : refusals.entrySet()) {
      copies.leave(refusal.getKey(), refusal.getValue());
    }
    refusals.clear();
  }
}
