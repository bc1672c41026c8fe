package dev.revector.internal;

import dev.revector.Extent;
import dev.revector.IndeterminateException;
import dev.revector.MapRun;
import dev.revector.PoisonedException;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.SparesExhaustedException;
import dev.revector.spi.MapChange;
import dev.revector.spi.MetadataStore;
import java.io.IOException;
import java.util.List;

/**
 * Makes changes of the map durable, then visible. What can't be known to be durable or not, or
 * can't be made visible, freezes its sectors and poisons the target.
 */
final class MapJournal {
  private final MetadataStore store;
  private final RemapTable table;
  private final Gate gate;

  MapJournal(MetadataStore store, RemapTable table, Gate gate) {
    this.store = store;
    this.table = table;
    this.gate = gate;
  }

  /**
   * Commits the changes in their order, in as few commits as the store allows, and publishes each
   * commit before the next. The sectors belong to an exclusive section of the caller.
   *
   * @throws IndeterminateException if the sectors are frozen now: every slot of the changes, old or
   *     new, must stay as it is; after an {@link Error} they must too
   * @throws IOException any other: the first commits may be published, the rest changed nothing
   */
  void commit(List<MapChange> changes) throws IOException {
    int most = store.maxChanges();
    for (int from = 0; from < changes.size(); from += most) {
      List<MapChange> part = changes.subList(from, Math.min(changes.size(), from + most));
      commitOne(List.copyOf(part));
      publish(part);
    }
  }

  private void commitOne(List<MapChange> changes) throws IOException {
    try {
      store.commit(changes);
    } catch (SparesExhaustedException | ReadOnlyDeviceException e) {
      throw e;
    } catch (IndeterminateException e) {
      freeze(changes, e);
      throw e;
    } catch (PoisonedException e) {
      gate.poison(e);
      throw e;
    } catch (IOException | RuntimeException e) {
      freeze(changes, e);
      throw new IndeterminateException("commit failed in a way that leaves its outcome open", e);
    } catch (Error e) {
      freeze(changes, e);
      throw e;
    }
  }

  private void freeze(List<MapChange> changes, Throwable cause) {
    gate.poison(cause);
    for (MapChange change : changes) {
      if (change instanceof MapChange.Put put) {
        MapRun run = put.run();
        gate.freeze(new Extent(run.lba(), run.count()));
      } else if (change instanceof MapChange.Remove remove) {
        gate.freeze(new Extent(remove.lba(), remove.count()));
      }
    }
  }

  /** What is durable but can't be published must not be served as it was, nor changed again. */
  private void publish(List<MapChange> changes) throws IndeterminateException {
    try {
      changes.forEach(this::publish);
    } catch (RuntimeException e) {
      freeze(changes, e);
      throw new IndeterminateException("commit is durable but the map does not take it", e);
    } catch (Error e) {
      freeze(changes, e);
      throw e;
    }
  }

  private void publish(MapChange change) {
    if (change instanceof MapChange.Put put) {
      table.put(put.run());
    } else if (change instanceof MapChange.Remove remove) {
      table.remove(remove.lba(), remove.count());
    }
  }
}
