package dev.revector.metadata;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which journal records to believe. Pure: what the lanes hold goes in, the chain of records
 * comes out.
 *
 * <p>At each sequence a slot is, in every lane, the record with the right parent (<i>there</i>), an
 * older one (<i>absent</i>: proof that this lane never got the new one), or unreadable (no evidence
 * either way). One lane where it is there suffices, because a commit is acknowledged only when all
 * lanes have it. The chain ends where no lane has the record and at least one proves it absent. It
 * is never cut off because of unreadable slots alone.
 */
final class Replay {
  private final List<@Nullable JournalRecord[]> lanes;
  private final int length;
  private final boolean stopAtUnsettled;

  /**
   * A replay over lanes, each an array of ring slots, null where the slot is unreadable.
   *
   * @param stopAtUnsettled true to leave out a last record that some lane proves absent, as a
   *     reader beside a writer must
   */
  Replay(List<@Nullable JournalRecord[]> lanes, boolean stopAtUnsettled) {
    this.lanes = lanes;
    this.length = lanes.get(0).length;
    this.stopAtUnsettled = stopAtUnsettled;
  }

  /** What one sequence looks like over all lanes. */
  private static final class Evidence {
    @Nullable JournalRecord there;
    boolean absent;
    boolean unreadable;
  }

  /** The records after {@code covered}, whose hash is {@code hash}. */
  List<JournalRecord> run(long covered, long hash) throws MetadataDamagedException {
    List<JournalRecord> chain = new ArrayList<>();
    long sequence = covered + 1;
    long parent = hash;
    while (true) {
      Evidence evidence = look(sequence, parent);
      JournalRecord there = evidence.there;
      if (there == null) {
        checkEnd(sequence, evidence);
        return chain;
      }
      if (stopAtUnsettled && evidence.absent && !isThere(sequence + 1)) {
        return chain;
      }
      chain.add(there);
      parent = there.hash();
      sequence++;
    }
  }

  /**
   * Demands that no lane's slot of the next record is unreadable, whatever the others prove. Were
   * the header not the newest, they might be taken for lanes that they no longer are.
   */
  void demandReadable(long next) throws MetadataDamagedException {
    for (@Nullable JournalRecord[] lane : lanes) {
      if (lane[(int) (next % length)] == null) {
        throw unproven(next);
      }
    }
  }

  private static MetadataDamagedException unproven(long sequence) {
    return new MetadataDamagedException(
        Kind.UNPROVEN, "no copy can tell whether a last record was written: sequence=" + sequence);
  }

  private Evidence look(long sequence, long parent) throws MetadataDamagedException {
    Evidence evidence = new Evidence();
    for (@Nullable JournalRecord[] lane : lanes) {
      JournalRecord found = lane[(int) (sequence % length)];
      if (found == null) {
        evidence.unreadable = true;
      } else if (found.sequence() < sequence) {
        evidence.absent = true;
      } else if (found.sequence() == sequence && found.parent() == parent) {
        evidence.there = better(evidence.there, found);
      }
    }
    return evidence;
  }

  private static JournalRecord better(@Nullable JournalRecord known, JournalRecord found)
      throws MetadataDamagedException {
    if (known == null || found.epoch() > known.epoch()) {
      return found;
    }
    if (found.epoch() == known.epoch() && found.hash() != known.hash()) {
      throw new MetadataDamagedException(
          Kind.FORK,
          "two records claim one place in the journal: sequence="
              + found.sequence()
              + ", epoch="
              + found.epoch());
    }
    return known;
  }

  private boolean isThere(long sequence) {
    return lanes.stream()
        .map(lane -> lane[(int) (sequence % length)])
        .anyMatch(found -> found != null && found.sequence() == sequence);
  }

  private void checkEnd(long sequence, Evidence evidence) throws MetadataDamagedException {
    for (@Nullable JournalRecord[] lane : lanes) {
      for (JournalRecord found : lane) {
        if (found != null && found.sequence() >= sequence) {
          throw new MetadataDamagedException(
              Kind.GAP,
              "a record is missing while a later one is there: missing="
                  + sequence
                  + ", found="
                  + found.sequence());
        }
      }
    }
    if (!evidence.absent && evidence.unreadable) {
      throw unproven(sequence);
    }
  }
}
