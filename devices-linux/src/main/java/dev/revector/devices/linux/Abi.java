package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;

/**
 * Numbers of the kernel's interface. Those of {@code ioctl}, {@code fallocate} and {@code madvise}
 * are the same on both architectures; the one of {@code O_DIRECT} is not.
 */
final class Abi {
  // include/uapi/asm-generic/fcntl.h
  static final int O_RDONLY = 0;
  static final int O_RDWR = 02;
  static final int O_EXCL = 0200;
  static final int O_CLOEXEC = 02000000;

  /** arch/x86 takes the generic number; arch/arm64/include/uapi/asm/fcntl.h has its own. */
  private static final int O_DIRECT_X86_64 = 040000;

  private static final int O_DIRECT_AARCH64 = 0200000;

  // include/uapi/linux/fs.h
  static final int SEEK_END = 2;
  static final long BLKROGET = 0x125EL;
  static final long BLKSSZGET = 0x1268L;
  static final long BLKDISCARD = 0x1277L;
  static final long BLKALIGNOFF = 0x127AL;
  static final long BLKPBSZGET = 0x127BL;
  static final long BLKZEROOUT = 0x127FL;

  /** {@code _IOR(0x12, 114, size_t)}, with a {@code size_t} of 8 bytes. */
  static final long BLKGETSIZE64 = 0x80081272L;

  // include/uapi/linux/falloc.h
  static final int FALLOC_FL_KEEP_SIZE = 0x01;
  static final int FALLOC_FL_PUNCH_HOLE = 0x02;
  static final int FALLOC_FL_ZERO_RANGE = 0x10;

  // include/uapi/asm-generic/mman-common.h
  static final int MADV_DONTNEED = 4;
  static final int MADV_HUGEPAGE = 14;

  private Abi() {}

  /**
   * The number of {@code O_DIRECT}.
   *
   * @param osName the system property {@code os.name}
   * @param osArch the system property {@code os.arch}
   * @throws BlockDeviceException on a system whose numbers are not known
   */
  static int directFlag(String osName, String osArch) throws BlockDeviceException {
    boolean linux = osName.equals("Linux");
    if (linux && (osArch.equals("amd64") || osArch.equals("x86_64"))) {
      return O_DIRECT_X86_64;
    }
    if (linux && osArch.equals("aarch64")) {
      return O_DIRECT_AARCH64;
    }
    throw new BlockDeviceException(
        "raw devices are not supported on this system: os="
            + osName
            + ", arch="
            + osArch
            + ", expected=Linux on x86_64 or aarch64");
  }
}
