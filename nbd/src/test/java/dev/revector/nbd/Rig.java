package dev.revector.nbd;

import dev.revector.RemapTarget;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.Operation;
import dev.revector.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A pair on simulated disks, served on a Unix socket. Its main disk can be made to wear out. */
final class Rig implements AutoCloseable {
  static final int MIB = 64;
  static final long SECTORS = MIB * 2048L;

  final SimulatedDisk main =
      SimulatedDisk.builder(SECTORS).path("main").volatileCache(false).build();
  final SimulatedDisk spare =
      SimulatedDisk.builder(SECTORS / 4).path("spare").volatileCache(false).build();
  final RemapTarget target;
  final NbdServer server;
  private final AtomicInteger writes = new AtomicInteger();
  private final Set<Long> broken = ConcurrentHashMap.newKeySet();

  Rig(Path folder) throws IOException {
    target = RemapTarget.builder().main(main).spare(spare).create();
    server = NbdServer.builder(target).listenUnix(folder.resolve("socket"));
  }

  String uri() {
    return server.uri();
  }

  /** From now on every so many writes to main find their first sector refusing for ever. */
  void wearOut(int every, int most) {
    main.listen(
        operation -> {
          if (operation.kind() == Operation.Kind.WRITE
              && writes.incrementAndGet() % every == 0
              && broken.size() < most) {
            broken.add(operation.lba());
            main.faults().fail(Access.WRITE, operation.lba(), 1);
          }
        });
  }

  /** How many sectors were broken so. */
  int broken() {
    return broken.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    target.close();
  }
}
