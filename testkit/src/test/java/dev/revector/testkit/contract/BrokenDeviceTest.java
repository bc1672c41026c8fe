package dev.revector.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.testkit.PowerCut;
import dev.revector.testkit.SimulatedDisk;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check of the device kit fails on a device that is broken in its way. */
class BrokenDeviceTest {
  private SimulatedDisk disk = SimulatedDisk.builder(8192).preciseErrors(true).build();

  private List<ContractCheck> checks(Breakage breakage) {
    return BlockDeviceContract.of(() -> breakage.broken(reopened()))
        .readOnly(() -> breakage.broken(readOnly()))
        .afterPowerCut(() -> disk = disk.powerCut(PowerCut.random(3)))
        .badSectors((lba, count) -> disk.faults().failUntilWritten(lba, count))
        .checks();
  }

  private SimulatedDisk reopened() {
    disk = disk.copy();
    return disk;
  }

  private BlockDevice readOnly() {
    BlockDevice view = reopened().readOnlyView();
    disk.close();
    return view;
  }

  static Stream<Breakage> breakages() {
    return Stream.concat(
        Arrays.stream(RequestBreakage.values()), Arrays.stream(LifeBreakage.values()));
  }

  @ParameterizedTest
  @MethodSource("breakages")
  void shouldBeCaught(Breakage breakage) {
    List<ContractCheck> checks = checks(breakage);
    Set<String> failed = Verdicts.failed(checks);
    assertTrue(failed.contains(breakage.check()), () -> breakage + " is seen only by " + failed);
    assertTrue(failed.size() < checks.size() / 2, () -> breakage + " breaks too much: " + failed);
  }

  @Test
  void shouldTryEveryCheckOnABrokenDevice() {
    Set<String> broken = new TreeSet<>();
    breakages().forEach(one -> broken.add(one.check()));
    assertEquals(Verdicts.names(checks(LifeBreakage.FLUSHES_ONCE)), broken);
  }
}
