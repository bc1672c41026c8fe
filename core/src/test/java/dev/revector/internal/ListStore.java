package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.MetadataCheck;
import dev.revector.MetadataStatus;
import dev.revector.PairIdentity;
import dev.revector.SectorState;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.SpareRun;
import dev.revector.spi.SpareSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps its commits in a list, and refuses a commit whose data is not durable, or that
 * leaves two units on one slot or a run on a retired one.
 */
final class ListStore implements MetadataStore {
  /** Decides whether a commit fails. */
  interface Fault {
    @Nullable IOException error(List<MapChange> changes);
  }

  final List<List<MapChange>> commits = new ArrayList<>();
  final List<Extent> reserved = new ArrayList<>();
  final List<SpareRun> retired = new ArrayList<>();
  private final TreeMap<Long, MapRun> sectors = new TreeMap<>();
  private final PairIdentity pair;
  private final List<FaultyDisk> spares;
  private Fault fault = changes -> null;
  int maxChanges = 100;
  int closes;
  MetadataStatus.CopyState copyState = MetadataStatus.CopyState.VALID;
  @Nullable SpareSpace space;

  ListStore(PairIdentity pair, List<FaultyDisk> spares) {
    this.pair = pair;
    this.spares = spares;
  }

  synchronized void fault(Fault next) {
    fault = next;
  }

  /** Puts a run in as if it had been committed long ago. */
  synchronized void seed(MapRun run) {
    apply(new MapChange.Put(run));
  }

  @Override
  public PairIdentity pair() {
    return pair;
  }

  @Override
  public List<Extent> reservation(int spare) {
    return spare == 0 ? reserved : List.of();
  }

  @Override
  public synchronized void forEachRun(Consumer<MapRun> consumer) {
    RunJoin join = new RunJoin();
    sectors.values().forEach(join::add);
    join.runs().forEach(consumer);
  }

  @Override
  public synchronized void forEachRetired(Consumer<SpareRun> consumer) {
    retired.forEach(consumer);
  }

  @Override
  public void attach(SpareSpace room) {
    space = room;
  }

  @Override
  public int maxChanges() {
    return maxChanges;
  }

  @Override
  public synchronized void commit(List<MapChange> changes) throws IOException {
    if (changes.isEmpty() || changes.size() > maxChanges) {
      throw new AssertionError("changes=" + changes.size());
    }
    IOException error = fault.error(changes);
    if (error != null) {
      throw error;
    }
    changes.forEach(this::checkDurable);
    changes.forEach(this::apply);
    checkSlots();
    commits.add(changes);
  }

  private void checkDurable(MapChange change) {
    if (change instanceof MapChange.Put put && put.run().state() == SectorState.MAPPED) {
      MapRun run = put.run();
      FaultyDisk spare = spares.get(run.spare());
      int ratio = pair.main().sectorSize() / spare.geometry().sectorSize();
      if (!spare.isDurable(run.spareSector() * ratio, run.count() * ratio)) {
        throw new AssertionError("mapped before its data is durable: " + run);
      }
    }
  }

  private void apply(MapChange change) {
    if (change instanceof MapChange.Put put) {
      MapRun run = put.run();
      for (long lba = run.lba(); lba < run.end(); lba++) {
        sectors.put(lba, run.slice(lba, lba + 1));
      }
    } else if (change instanceof MapChange.Remove remove) {
      for (long lba = remove.lba(); lba < remove.lba() + remove.count(); lba++) {
        sectors.remove(lba);
      }
    } else if (change instanceof MapChange.Retire retire) {
      retired.add(retire.run());
    }
  }

  private void checkSlots() {
    int perUnit = pair.slotSize() / pair.main().sectorSize();
    TreeMap<Long, Long> owners = new TreeMap<>();
    for (MapRun run : sectors.values()) {
      if (!run.state().hasSlot()) {
        continue;
      }
      long slot = ((long) run.spare() << 48) + run.spareSector() / perUnit;
      Long owner = owners.putIfAbsent(slot, run.lba() / perUnit);
      if (owner != null && owner != run.lba() / perUnit) {
        throw new AssertionError("two units on one slot: " + run);
      }
      for (SpareRun bad : retired) {
        if (bad.spare() == run.spare()
            && run.spareSector() >= bad.sector()
            && run.spareSector() < bad.sector() + bad.count()) {
          throw new AssertionError("run on a retired slot: " + run);
        }
      }
    }
  }

  @Override
  public MetadataStatus status() {
    return new MetadataStatus(
        "list",
        512,
        commits.size(),
        1,
        1,
        false,
        List.of(new MetadataStatus.Copy(0, copyState, commits.size(), List.of())));
  }

  @Override
  public MetadataCheck check(boolean repair) {
    return new MetadataCheck(commits.size(), List.of());
  }

  @Override
  public void close() {
    closes++;
  }
}
