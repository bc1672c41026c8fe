package dev.revector.stack;

import dev.revector.MetadataStatus.Copy;
import dev.revector.MetadataStatus.SpareExtent;
import dev.revector.RemapTarget;
import dev.revector.SectorState;
import dev.revector.testkit.FaultPlan;
import dev.revector.testkit.FaultPlan.Access;
import dev.revector.testkit.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the faults of a run, within what is promised to be survived or beyond it. */
final class FaultMaker {
  private final Setup setup;
  private final Random random;
  private final List<Fault> faults;
  private final boolean beyond;
  private final Consumer<String> log;

  /** Copies, by bit, with damage that the next opening mends. */
  private int damaged;

  /** Copies, by bit, with damage that no opening mends. */
  private int stuck;

  private boolean badSlots;
  private boolean mainDisturbed;

  /** Armed since the last time that all was disarmed: writes to lose, and anything else. */
  private boolean losing;

  private boolean armed;
  private @Nullable SimulatedDisk foreign;

  FaultMaker(Setup setup, Random random, Set<Fault> faults, boolean beyond, Consumer<String> log) {
    this.setup = setup;
    this.random = random;
    this.faults = new ArrayList<>(faults);
    this.beyond = beyond;
    this.log = log;
  }

  /** True when slots were made to refuse writes. */
  boolean badSlots() {
    return badSlots;
  }

  /** True when an opening can make every copy whole. */
  boolean healable() {
    return stuck == 0 && !beyond;
  }

  /**
   * True when no copy is behind the others as far as is known: a reader beside the writer takes a
   * record that a copy lacks for one that is still being written.
   */
  boolean areEqual() {
    return damaged == 0 && stuck == 0;
  }

  /** The pair was opened anew. */
  void opened() {
    damaged = 0;
    disarmed();
  }

  /** Nothing is armed any more. */
  void disarmed() {
    losing = false;
    armed = false;
  }

  /** True when nothing is armed but writes that a copy is to lose, which may be some time off. */
  boolean onlyLoses() {
    return losing && !armed;
  }

  /** Most copies that may be damaged while the pair is open. */
  private int limit() {
    if (beyond) {
      return setup.copies();
    }
    return faults.contains(Fault.CUT) ? setup.spareCopies() : setup.copies() - 1;
  }

  /** Makes a fault; true when requests may fail because of it. */
  boolean inject(SimPair pair, RemapTarget target, Truth truth) {
    if (faults.isEmpty()) {
      return false;
    }
    Fault fault = faults.get(random.nextInt(faults.size()));
    int lba = random.nextInt(Setup.SECTORS);
    int count = Math.min(1 + random.nextInt(random.nextInt(4) == 0 ? 24 : 3), Setup.SECTORS - lba);
    int times = 1 + random.nextInt(3);
    FaultPlan main = pair.main().faults();
    boolean disturbs = false;
    switch (fault) {
      case MAIN_WRITE -> main.fail(Access.WRITE, lba, count);
      case MAIN_WRITE_PASSING -> {
        main.failTimes(Access.WRITE, lba, count, times);
        armed = true;
      }
      case MAIN_READ -> main.fail(Access.READ, lba, count);
      case MAIN_DEAD -> main.fail(Access.BOTH, lba, count);
      case MAIN_READ_CURABLE -> main.failUntilWritten(lba, count);
      case MAIN_READ_PASSING -> {
        main.failTimes(Access.READ, lba, count, times * 4);
        armed = true;
        for (int sector = lba; sector < lba + count; sector++) {
          truth.data.taint(sector);
        }
      }
      case SLOT_WRITE -> failSlot(pair, target);
      case SLOT_READ -> failMapped(pair, truth, lba);
      case FLUSH -> {
        failFlush(disturbed(pair));
        disturbs = true;
      }
      case GONE -> {
        disturbed(pair).faults().gone();
        disturbs = true;
      }
      case METADATA_OPEN, METADATA_WRITE, METADATA_LOST -> {
        return metadata(fault, pair, target);
      }
      case METADATA_AT_REST, CUT, TORN -> {
        return false;
      }
    }
    log.accept(fault + " " + lba + "+" + count);
    truth.taint(pair);
    return disturbs;
  }

  private SimulatedDisk disturbed(SimPair pair) {
    armed = true;
    boolean main = random.nextBoolean();
    mainDisturbed |= main;
    return main ? pair.main() : pair.spare();
  }

  /** True when main was not disturbed since the last operation; counts anew. */
  boolean sparedMain() {
    boolean spared = !mainDisturbed;
    mainDisturbed = false;
    return spared;
  }

  private void failFlush(SimulatedDisk disk) {
    if (random.nextBoolean()) {
      disk.faults().failFlushes(1);
    } else {
      disk.faults().failFlushesAndDrop(1);
    }
  }

  private void failSlot(SimPair pair, RemapTarget target) {
    int sector = random.nextInt(setup.spareBytes() / 512);
    if (!isMetadata(target, sector)) {
      badSlots = true;
      pair.spare().faults().fail(Access.WRITE, sector, 1);
      log.accept("slot sector " + sector);
    }
  }

  private void failMapped(SimPair pair, Truth truth, int from) {
    for (int i = 0; i < Setup.SECTORS; i++) {
      int lba = (from + i) % Setup.SECTORS;
      if (truth.map.is(lba, SectorState.MAPPED)) {
        pair.spare().faults().failUntilWritten(truth.map.spareSector(lba), 1);
        log.accept("slot of " + lba + " at " + truth.map.spareSector(lba));
        return;
      }
    }
  }

  private boolean metadata(Fault fault, SimPair pair, RemapTarget target) {
    int known = damaged | stuck;
    boolean full = Integer.bitCount(known) >= limit();
    if (limit() == 0 || (beyond && fault == Fault.METADATA_LOST)) {
      return false;
    }
    // What the first copy holds is read first, so a write that it lost matters most.
    boolean first = fault == Fault.METADATA_LOST && random.nextBoolean();
    int copy = first ? 0 : random.nextInt(setup.copies());
    while (full && (known >>> copy & 1) == 0) {
      copy = random.nextInt(setup.copies());
    }
    List<Long> blocks = blocks(target, copy);
    int sectors = target.status().metadata().blockSize() / 512;
    FaultPlan plan = pair.spare().faults();
    int from = random.nextInt(blocks.size());
    if (fault == Fault.METADATA_WRITE && setup.copies() < 3) {
      from = Math.max(1, from); // Without witnesses a copy can only leave by a fence of its own.
    }
    int to = from + 1 + random.nextInt(random.nextBoolean() ? 1 : blocks.size() - from);
    boolean all = fault == Fault.METADATA_LOST && random.nextBoolean();
    if (all) {
      from = 0;
      to = blocks.size();
    }
    log.accept(fault + " copy=" + copy + ", blocks=" + from + ".." + (to - 1));
    for (int i = from; i < to; i++) {
      long sector = blocks.get(i);
      if (fault == Fault.METADATA_WRITE) {
        plan.fail(Access.WRITE, sector, sectors);
      } else if (fault == Fault.METADATA_OPEN) {
        spoil(pair.spare(), sector, sectors);
      } else if (all || random.nextBoolean() || i == 0 || i + 1 == blocks.size()) {
        plan.loseWrites(sector, sectors, all ? 1 + random.nextInt(3) : 1);
      } else {
        plan.misdirectWrites(sector, sectors, 1, blocks.get(i - 1) - sector);
      }
    }
    if (fault == Fault.METADATA_WRITE) {
      stuck |= 1 << copy;
    } else {
      damaged |= 1 << copy;
      losing |= fault == Fault.METADATA_LOST;
    }
    return fault == Fault.METADATA_WRITE;
  }

  /**
   * Makes a block wrong, unreadable, or one of another pair that was made the same way; but no
   * header, for a spare with headers of two pairs is refused.
   */
  private void spoil(SimulatedDisk spare, long sector, int sectors) {
    int which = random.nextInt(sectors);
    switch (random.nextInt(4)) {
      case 0, 1 -> spare.corrupt(sector + which, 1, random.nextLong() | 1);
      case 2 -> {
        byte[] block = foreign().peek(sector, sectors);
        if (block[4] != 1) {
          spare.poke(sector, block);
        }
      }
      default -> spare.faults().failUntilWritten(sector + which, 1);
    }
  }

  private SimulatedDisk foreign() {
    if (foreign == null) {
      foreign = SimPair.another(setup);
    }
    return foreign;
  }

  /**
   * Damages metadata of a closed pair: all of some copies, or of every block some instances, so
   * that one copy of each block is left.
   */
  void damageAtRest(SimPair pair, RemapTarget closed) {
    if (!faults.contains(Fault.METADATA_AT_REST) || random.nextBoolean()) {
      return;
    }
    if (beyond) {
      ruin(pair, closed);
      return;
    }
    int known = damaged | stuck;
    boolean patchwork = known == 0 && random.nextBoolean();
    int keeper = keeper(known);
    int percent = random.nextBoolean() ? 100 : 30;
    int sectors = closed.status().metadata().blockSize() / 512;
    List<List<Long>> all = new ArrayList<>();
    for (int copy = 0; copy < setup.copies(); copy++) {
      all.add(blocks(closed, copy));
    }
    int headerB = Spares.headerB(pair.spare(), all.get(keeper));
    log.accept("damage at rest, patchwork=" + patchwork + ", keeper=" + keeper);
    for (int i = 0; i < all.get(0).size(); i++) {
      int kept = patchwork && i != 0 && i != headerB ? random.nextInt(setup.copies()) : keeper;
      for (int copy = 0; copy < setup.copies(); copy++) {
        if (copy != kept && i < all.get(copy).size() && random.nextInt(100) < percent) {
          spoil(pair.spare(), all.get(copy).get(i), sectors);
        }
      }
    }
  }

  private int keeper(int known) {
    int keeper = random.nextInt(setup.copies());
    while ((known >>> keeper & 1) == 1) {
      keeper = random.nextInt(setup.copies());
    }
    return keeper;
  }

  /** Damages metadata without measure. */
  void ruin(SimPair pair, RemapTarget target) {
    int percent = 1 + random.nextInt(100);
    int sectors = target.status().metadata().blockSize() / 512;
    for (int copy = 0; copy < setup.copies(); copy++) {
      for (long sector : blocks(target, copy)) {
        if (random.nextInt(100) < percent) {
          spoil(pair.spare(), sector, sectors);
        }
      }
    }
  }

  private static boolean isMetadata(RemapTarget target, long sector) {
    for (Copy copy : target.status().metadata().copies()) {
      for (SpareExtent extent : copy.extents()) {
        if (sector >= extent.sector() && sector < extent.sector() + extent.sectors()) {
          return true;
        }
      }
    }
    return false;
  }

  /** First sectors of the blocks of a copy, in the order of their positions. */
  private static List<Long> blocks(RemapTarget target, int copy) {
    int sectors = target.status().metadata().blockSize() / 512;
    List<Long> blocks = new ArrayList<>();
    for (SpareExtent extent : target.status().metadata().copies().get(copy).extents()) {
      for (long at = 0; at < extent.sectors(); at += sectors) {
        blocks.add(extent.sector() + at);
      }
    }
    return blocks;
  }
}
