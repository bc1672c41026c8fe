package dev.revector.devices.linux;

/** Error numbers of Linux, the same on x86-64 and aarch64 (include/uapi/asm-generic/errno.h). */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int ENXIO = 6;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int ENODEV = 19;
  static final int EINVAL = 22;
  static final int ENOTTY = 25;
  static final int EFBIG = 27;
  static final int ENOSPC = 28;
  static final int EROFS = 30;
  static final int ENOSYS = 38;
  static final int ENODATA = 61;
  static final int ENOLINK = 67;
  static final int EBADMSG = 74;
  static final int EILSEQ = 84;
  static final int EOPNOTSUPP = 95;
  static final int ECONNABORTED = 103;
  static final int ENOTCONN = 107;
  static final int ESHUTDOWN = 108;
  static final int ETIMEDOUT = 110;
  static final int ESTALE = 116;
  static final int EREMOTEIO = 121;
  static final int EDQUOT = 122;
  static final int ENOMEDIUM = 123;

  private Errno() {}

  /** What an error says about the device. */
  enum Meaning {
    /** Sectors of the request are bad. */
    MEDIUM,
    /** No request will succeed any more. */
    GONE,
    /** Writing is not allowed. */
    READ_ONLY,
    /** Neither; the number says what. */
    OTHER
  }

  /**
   * What the number means when a request to an open device fails with it.
   *
   * <p>ENODATA and EREMOTEIO count as bad sectors for writes, too, although a disk that has become
   * write-protected gives them as well: an NVMe disk at the end of its life (Read Only, which the
   * kernel makes ENODATA), a SCSI disk (DATA PROTECT, made EREMOTEIO). The number does not tell one
   * from the other, and to take a bad sector for a protected disk would fail a write that the spare
   * could take.
   */
  static Meaning meaning(int errno) {
    return switch (errno) {
      case EIO, EBADMSG, ENODATA, EREMOTEIO, EILSEQ -> Meaning.MEDIUM;
      case ENODEV,
          ENXIO,
          ESHUTDOWN,
          ETIMEDOUT,
          ENOMEDIUM,
          // What a file's system gives when its server is gone.
          ENOTCONN,
          ECONNABORTED,
          ESTALE ->
          Meaning.GONE;
      case EPERM, EROFS, EACCES -> Meaning.READ_ONLY;
      default -> Meaning.OTHER;
    };
  }

  /** The number's name and what it says here. */
  static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM, operation not permitted";
      case ENOENT -> "ENOENT, no such file";
      case EIO -> "EIO, input/output error";
      case ENXIO -> "ENXIO, no such device or address";
      case EAGAIN -> "EAGAIN, the system was busy for too long";
      case ENOMEM -> "ENOMEM, the system has no memory left";
      case EACCES -> "EACCES, permission denied";
      case EBUSY -> "EBUSY, in use";
      case ENODEV -> "ENODEV, no such device";
      case EINVAL -> "EINVAL, the system refuses the request as malformed or misaligned";
      case ENOTTY -> "ENOTTY, not a device of this kind";
      case EFBIG -> "EFBIG, beyond the size that a file may have";
      case ENOSPC -> "ENOSPC, no space left below the device";
      case EROFS -> "EROFS, read-only";
      case ENODATA -> "ENODATA, critical medium error";
      case ENOLINK -> "ENOLINK, the link to the device failed";
      case EBADMSG -> "EBADMSG, data failed its check";
      case EILSEQ -> "EILSEQ, data failed its integrity check";
      case EOPNOTSUPP -> "EOPNOTSUPP, not supported";
      case ECONNABORTED -> "ECONNABORTED, the file's server is gone";
      case ENOTCONN -> "ENOTCONN, the file's server is gone";
      case ESHUTDOWN -> "ESHUTDOWN, the device was shut down";
      case ETIMEDOUT -> "ETIMEDOUT, the device does not answer";
      case ESTALE -> "ESTALE, the file is gone from its server";
      case EREMOTEIO -> "EREMOTEIO, critical target error";
      case EDQUOT -> "EDQUOT, quota exceeded below the device";
      case ENOMEDIUM -> "ENOMEDIUM, no medium";
      default -> "error " + errno;
    };
  }
}
