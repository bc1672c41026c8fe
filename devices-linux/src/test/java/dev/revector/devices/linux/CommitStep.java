package dev.revector.devices.linux;

import dev.revector.MetadataStatus.SpareExtent;
import java.util.List;

/** In which step of a request the power failed, told from what the disks were asked for. */
enum CommitStep {
  /** While the pair was being opened. */
  OPENING,
  /** While main was written or flushed, or a slot that its sector had already. */
  PLAIN_IO,
  /** Data on its way to a new slot. */
  SLOT_DATA,
  /** The flush of that data, before any record. */
  SLOT_FLUSH,
  /** The record on its way to the first half of the copies. */
  FIRST_COPIES,
  FIRST_FLUSH,
  /** The record on its way to the other copies. */
  OTHER_COPIES,
  OTHER_FLUSH;

  /**
   * Tells the step.
   *
   * @param trace what one request of the pair asked the disks for, the cut last
   * @param metadata where the copies are
   * @param remaps true if the request maps a sector anew
   */
  static CommitStep of(List<String> trace, List<SpareExtent> metadata, boolean remaps) {
    CommitStep step = PLAIN_IO;
    for (String line : trace) {
      String[] words = line.split(" ", -1);
      if (!remaps || !words[0].equals("spare")) {
        continue;
      }
      boolean flush = words[1].equals("f");
      boolean record = !flush && holds(metadata, Long.parseLong(words[2]));
      step = step.next(flush, record);
    }
    return step;
  }

  private static boolean holds(List<SpareExtent> extents, long sector) {
    return extents.stream()
        .anyMatch(
            extent -> sector >= extent.sector() && sector < extent.sector() + extent.sectors());
  }

  private CommitStep next(boolean flush, boolean record) {
    if (record) {
      return switch (this) {
        case SLOT_FLUSH, FIRST_COPIES, PLAIN_IO -> FIRST_COPIES;
        default -> OTHER_COPIES;
      };
    }
    if (!flush) {
      return SLOT_DATA;
    }
    return switch (this) {
      case SLOT_DATA -> SLOT_FLUSH;
      case FIRST_COPIES -> FIRST_FLUSH;
      case OTHER_COPIES -> OTHER_FLUSH;
      default -> this;
    };
  }
}
