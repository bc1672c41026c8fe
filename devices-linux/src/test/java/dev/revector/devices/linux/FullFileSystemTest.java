package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.MediumException;
import dev.revector.RemapTarget;
import dev.revector.file.FileBlockDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse images on a file system that has no room left: that is nobody's bad sector. */
class FullFileSystemTest {
  private static final long SPARE_BYTES = 16 << 20;

  /** More than lie in blocks that the file has already. */
  private static final long SECTORS = 4096;

  @TempDir private Path folder;
  private Path mount;

  @BeforeEach
  void requireMachine() throws IOException {
    Machine.requireLoopDevices();
    mount = Files.createDirectory(folder.resolve("mnt"));
  }

  private static Path sparse(Path file, long bytes) throws IOException {
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(bytes);
    }
    return file;
  }

  private static BlockDevice open(Path file, boolean direct) throws IOException {
    return direct
        ? DirectBlockDevice.open(file, Pairs.WRITE)
        : FileBlockDevice.open(file, Pairs.WRITE);
  }

  /** Takes what room there is left. */
  private void fill() throws IOException {
    byte[] piece = new byte[64 << 10];
    try (RandomAccessFile filler = new RandomAccessFile(mount.resolve("filler").toFile(), "rw")) {
      IOException full =
          assertThrows(
              IOException.class,
              () -> {
                while (true) {
                  filler.write(piece);
                }
              });
      assertTrue(full.toString().contains("No space left"), full.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotTakeAFullFileSystemForBadSlots(boolean direct) throws IOException {
    Path spare = mount.resolve("spare");
    try (Loop disk = Loop.on(sparse(folder.resolve("disk"), 24 << 20), 512)) {
      Machine.run("mkfs.ext4", "-q", "-m", "0", disk.path().toString());
      Machine.run("mount", disk.path().toString(), mount.toString());
      try {
        sparse(spare, SPARE_BYTES);
        Path main = sparse(folder.resolve("main"), 16 << 20);
        try (RemapTarget target =
            RemapTarget.builder().main(open(main, false)).spare(open(spare, direct)).create()) {
          fill();
          expectTheTruth(target);
          Files.delete(mount.resolve("filler"));
          target.remap(0, SECTORS);
          assertEquals(SECTORS, target.status().remappedSectors());
        }
      } finally {
        Machine.run("umount", mount.toString());
      }
    }
  }

  private static void expectTheTruth(RemapTarget target) {
    BlockDeviceException e =
        assertThrows(BlockDeviceException.class, () -> target.remap(0, SECTORS));
    assertFalse(e instanceof MediumException, e.toString());
    assertTrue(e.toString().contains("o space left"), e.toString());
    assertEquals(0, target.status().spares().get(0).retired());
    assertFalse(target.status().poisoned());
  }
}
