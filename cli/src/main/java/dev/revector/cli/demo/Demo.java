package dev.revector.cli.demo;

import dev.revector.BlockDevice;
import dev.revector.Extent;
import dev.revector.MapRun;
import dev.revector.PairStatus;
import dev.revector.RemapTarget;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/** The demonstration from its first part to its last. Used once, by one thread. */
public final class Demo {
  private final Settings settings;
  private final Stage stage;
  private final SplittableRandom random;
  private final Ledger ledger;
  private final RemapWatch watch;
  private long bytesWritten;
  private long bytesVerified;
  private long oldSectors;
  private long newSectors;
  private long wrongSectors;

  /** A demonstration that begins when {@link #run} is called. */
  public Demo(Settings settings, Stage stage) {
    this.settings = settings;
    this.stage = stage;
    this.random = new SplittableRandom(settings.seed());
    this.ledger = new Ledger(settings.seed(), settings.sectors());
    this.watch = new RemapWatch(stage);
  }

  /**
   * Runs all parts.
   *
   * @throws IOException if the pair or its files fail in a way that no simulated fault explains
   */
  public Result run() throws IOException {
    makeFile(settings.mainFile(), settings.mainBytes());
    makeFile(settings.spareFile(), settings.spareBytes());
    BadLuck whileCutting = badLuck(10);
    List<Extent> underWay = firstLife(whileCutting);
    secondLife(underWay, whileCutting);
    return proof();
  }

  /** Every n-th of the sectors that shall go bad. */
  private BadLuck badLuck(int nth) {
    return new BadLuck(random.split(), settings.badSectors() / nth);
  }

  /** The sectors that go bad and are no other part's. */
  private BadLuck remainingLuck() {
    int bad = settings.badSectors();
    return new BadLuck(random.split(), bad - bad / 2 - bad / 10 - bad / 10);
  }

  private static void makeFile(Path path, long bytes) throws IOException {
    Files.createFile(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  /** Until the power fails. */
  private List<Extent> firstLife(BadLuck whileCutting) throws IOException {
    stage.part("Two disks: main.img, which will fail, and spare.img, which helps it out");
    try (Session session = Session.create(settings, stage, random.split())) {
      tellLayout(session.target().status());
      Workload workload = workload(session);
      stage.part("Writing all of main while sectors go bad under it");
      workload.fill(badLuck(2));
      stage.part("Updating files while more sectors go bad");
      workload.update(settings.sectors() / 4, remainingLuck());
      BadLuck latent = badLuck(10);
      if (latent.next() > 0) {
        stage.part("Sectors go bad that hold data, and their data is brought back");
        workload.loseAndFill(latent);
      }
      stage.part("Pulling the plug in the middle of a write");
      List<Extent> underWay = workload.updateUntilPowerFails(whileCutting);
      tellLoss(underWay, session.power().loss());
      add(workload);
      return underWay;
    }
  }

  private void secondLife(List<Extent> underWay, BadLuck luck) throws IOException {
    stage.part("Power is back: opening the pair again and verifying every byte");
    try (Session session = Session.open(settings, stage, random.split())) {
      FailingDisk main = session.main();
      Verification verification =
          verify(session.target(), s -> main.isBad(s, 1) && isIn(underWay, s));
      oldSectors = verification.oldSectors();
      newSectors = verification.newSectors();
      stage.tell(
          "of the sectors that were written but not flushed "
              + newSectors
              + " have the new data and "
              + oldSectors
              + " the old, none anything else: "
              + (verification.wrongSectors() == 0 ? "as promised" : "NOT SO"));
      Workload workload = workload(session);
      workload.rewrite(verification.unreadable());
      stage.part("Going on as if nothing had happened");
      workload.update(settings.sectors() / 16, luck);
      add(workload);
    }
  }

  /** Without any simulation: plain files, in which the bad sectors hold noise. */
  private Result proof() throws IOException {
    stage.part("The proof: the same files, opened without the simulated faults");
    List<Long> bad =
        Files.exists(settings.badFile())
            ? Files.readAllLines(settings.badFile()).stream().map(Long::valueOf).toList()
            : List.of();
    long bypassed = countNoise(bad);
    stage.tell(bypassed + " of " + bad.size() + " bad sectors hold noise on main itself");
    try (BlockDevice main = stage.open(settings.mainFile());
        BlockDevice spare = stage.open(settings.spareFile());
        RemapTarget target = RemapTarget.builder().main(main).spare(spare).open()) {
      String checksum = verify(target, s -> false).checksum();
      Files.writeString(settings.checksumFile(), checksum + "  -\n");
      int findings = target.check(false).findings().size();
      PairStatus status = target.status();
      List<MapRun> runs = target.runs(0, target.geometry().sectors());
      return new Result(
          status,
          runs,
          bad.size(),
          bypassed,
          bytesWritten,
          bytesVerified,
          oldSectors,
          newSectors,
          wrongSectors,
          findings,
          checksum);
    }
  }

  private long countNoise(List<Long> bad) throws IOException {
    long noise = 0;
    try (BlockDevice main = stage.open(settings.mainFile())) {
      for (long sector : bad) {
        ByteBuffer content = ByteBuffer.allocate(Settings.SECTOR_SIZE);
        main.read(sector, content);
        if (!content.flip().equals(ledger.content((int) sector, 1))) {
          noise++;
        }
      }
    }
    return noise;
  }

  private Verification verify(BlockDevice disk, LongPredicate mayBeUnreadable) throws IOException {
    Verification verification = new Verification(disk, ledger, mayBeUnreadable).run(stage);
    bytesVerified += verification.bytes();
    wrongSectors += verification.wrongSectors();
    return verification;
  }

  private Workload workload(Session session) {
    return new Workload(session, ledger, watch, stage, random.split());
  }

  private void add(Workload workload) {
    bytesWritten += workload.bytesWritten();
    wrongSectors += workload.wrongSectors();
  }

  private static boolean isIn(List<Extent> extents, long sector) {
    return extents.stream().anyMatch(e -> e.intersects(new Extent(sector, 1)));
  }

  private void tellLayout(PairStatus status) throws IOException {
    stage.tell(
        settings.sectors()
            + " sectors on main, "
            + status.spares().get(0).slots()
            + " slots on the spare, "
            + status.metadata().copies().size()
            + " copies of the map there ("
            + status.metadata().strategy()
            + ")");
  }

  private void tellLoss(List<Extent> underWay, Power.Loss loss) throws IOException {
    String where = underWay.isEmpty() ? "a flush" : "the write of sectors " + underWay.get(0);
    stage.warn(
        "power failed during "
            + where
            + "; of "
            + loss.requests()
            + " requests in the disks' caches "
            + loss.kept
            + " survived, "
            + loss.torn
            + " in part, "
            + loss.dropped
            + " not");
  }
}
