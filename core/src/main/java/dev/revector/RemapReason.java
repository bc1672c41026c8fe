package dev.revector;

import java.util.Locale;

/**
 * Why a sector is in the map.
 *
 * @since 0.1
 */
public enum RemapReason {
  /** Main refused a write. */
  WRITE_ERROR(1),
  /** Main could not read it. */
  READ_ERROR(2),
  /** An operator asked for it. */
  MANUAL(3),
  /** It needed retries or was slow. */
  SLOW(4),
  /** It came from another tool's list. */
  IMPORTED(5),
  /** A spare slot failed and the data moved to another. */
  SPARE_ERROR(6);

  /** In the order of their codes. */
  private static final RemapReason[] ALL = values();

  private final int code;

  RemapReason(int code) {
    this.code = code;
  }

  /** The number that stands for this reason on disk, 1 to 15. */
  public int code() {
    return code;
  }

  /** The word that the command line shows, such as {@code write-error}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The reason with this number on disk.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RemapReason ofCode(int code) {
    if (code >= 1 && code <= ALL.length) {
      return ALL[code - 1];
    }
    throw new IllegalArgumentException("no such remap reason: code=" + code);
  }
}
