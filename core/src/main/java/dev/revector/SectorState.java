package dev.revector;

/**
 * What the map says of a sector of main that is not simply healthy.
 *
 * @since 0.1
 */
public enum SectorState {
  /** Its data is in a spare slot. */
  MAPPED(1),
  /** It has a spare slot that holds no data yet: an error to readers until written or filled. */
  LOST(2),
  /** Unreadable on main and without a slot: an error to readers until written or filled. */
  PENDING(3),
  /** It has a spare slot that could not be read: an error to readers until written or filled. */
  MAPPED_PENDING(4);

  /** In the order of their codes. */
  private static final SectorState[] ALL = values();

  private final int code;

  SectorState(int code) {
    this.code = code;
  }

  /** The number that stands for this state on disk, 1 to 4. */
  public int code() {
    return code;
  }

  /** True when the sector has a spare slot. */
  public boolean hasSlot() {
    return this != PENDING;
  }

  /** True when a reader gets data. */
  public boolean readable() {
    return this == MAPPED;
  }

  /**
   * The state with this number on disk.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SectorState ofCode(int code) {
    if (code >= 1 && code <= ALL.length) {
      return ALL[code - 1];
    }
    throw new IllegalArgumentException("no such sector state: code=" + code);
  }
}
