package dev.revector.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.DeviceGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpareContentTest {
  private static final String UNREADABLE = "sectors near its start that can't be read";

  private final FaultyDisk disk = new FaultyDisk("spare", new DeviceGeometry(2048, 512, 512));

  private void put(long lba, int offset, int... bytes) throws IOException {
    ByteBuffer sector = ByteBuffer.allocate(512);
    for (int i = 0; i < bytes.length; i++) {
      sector.put(offset + i, (byte) bytes[i]);
    }
    disk.write(lba, sector);
  }

  private void expect(String content) throws IOException {
    assertEquals(Optional.of(content), SpareContent.describe(disk));
  }

  @Test
  void shouldFindNothingOnABlankSpare() throws IOException {
    disk.badReads.add(256L);
    assertEquals(Optional.empty(), SpareContent.describe(disk));
  }

  @Test
  void shouldNotTakeForBlankWhatCannotBeRead() throws IOException {
    disk.badReads.add(255L);
    expect(UNREADABLE);
    disk.badReads.add(0L);
    expect(UNREADABLE);
  }

  @Test
  void shouldRecogniseWhatStandsBesideUnreadableSectors() throws IOException {
    disk.badReads.add(0L);
    put(9, 0, 1);
    expect("unknown data");
    put(2, 0x38, 0x53, 0xEF);
    expect("an ext2/3/4 file system");
  }

  @Test
  void shouldTakeAnErrorThatPassesForNone() throws IOException {
    disk.shyReads.put(7L, 1);
    assertEquals(Optional.empty(), SpareContent.describe(disk));
  }
}
