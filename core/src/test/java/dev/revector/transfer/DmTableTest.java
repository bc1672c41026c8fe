package dev.revector.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.MapRun;
import dev.revector.RemapReason;
import dev.revector.SectorState;
import dev.revector.transfer.DmTable.Device;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DmTableTest {
  private static MapRun run(long lba, int count, SectorState state, long spareSector) {
    return new MapRun(lba, count, state, 0, spareSector, RemapReason.MANUAL, 0, 0);
  }

  private static String table(DeviceGeometry main, MapRun... runs) throws IOException {
    return table(main, new Device("/dev/a", 0), new Device("/dev/b", 0), runs);
  }

  private static String table(DeviceGeometry main, Device first, Device second, MapRun... runs)
      throws IOException {
    StringBuilder out = new StringBuilder();
    DmTable.write(out, main, first, List.of(second), List.of(runs));
    return out.toString();
  }

  @Test
  void shouldMapAHealthyDiskAsOne() throws IOException {
    assertEquals("0 4096 linear /dev/a 0\n", table(Texts.DISK));
  }

  @Test
  void shouldSendSectorsWithoutDataToTheErrorTarget() throws IOException {
    assertEquals(
        """
        0 10 linear /dev/a 0
        10 2 linear /dev/b 100
        12 6 error
        18 4078 linear /dev/a 18
        """,
        table(
            Texts.DISK,
            run(10, 2, SectorState.MAPPED, 100),
            run(12, 1, SectorState.LOST, 102),
            run(13, 4, SectorState.PENDING, 0),
            run(17, 1, SectorState.MAPPED_PENDING, 103)));
  }

  @Test
  void shouldJoinNeighboursThatContinueEachOther() throws IOException {
    assertEquals(
        """
        0 3 linear /dev/b 7
        3 1 linear /dev/b 20
        4 4092 linear /dev/a 4
        """,
        table(
            Texts.DISK,
            run(0, 1, SectorState.MAPPED, 7),
            run(1, 2, SectorState.MAPPED, 8),
            run(3, 1, SectorState.MAPPED, 20)));
  }

  @Test
  void shouldRefuseRunsThatAreNoMap() {
    MapRun first = run(10, 4, SectorState.PENDING, 0);
    for (MapRun second :
        List.of(
            run(13, 2, SectorState.PENDING, 0),
            run(0, 1, SectorState.PENDING, 0),
            run(4095, 2, SectorState.PENDING, 0))) {
      assertThrows(IllegalArgumentException.class, () -> table(Texts.DISK, first, second));
    }
  }

  @Test
  void shouldCountInSectorsOf512Bytes() throws IOException {
    assertEquals(
        """
        0 8 linear /dev/a 0
        8 16 linear /dev/b 40
        24 8 error
        """,
        table(
            new DeviceGeometry(4, 4096, 4096),
            run(1, 2, SectorState.MAPPED, 5),
            run(3, 1, SectorState.PENDING, 0)));
  }

  @Test
  void shouldAddTheOffsetOfAPartAndGuardBlanks() throws IOException {
    DeviceIdentity identity = new DeviceIdentity("/dev/my disk", "", "", "", "x", 4096, 1 << 20);
    assertEquals(
        """
        0 1 linear /dev/my\\ disk 8
        1 1 linear /dev/c\\\\d 3
        2 4094 linear /dev/my\\ disk 10
        """,
        table(
            Texts.DISK,
            Device.of(identity),
            new Device("/dev/c\\d", 1024),
            run(1, 1, SectorState.MAPPED, 1)));
    assertThrows(IllegalArgumentException.class, () -> new Device("/dev/a", 100));
  }
}
