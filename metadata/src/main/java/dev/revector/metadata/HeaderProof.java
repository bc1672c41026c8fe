package dev.revector.metadata;

import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.metadata.HeaderSearch.Found;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the headers that were found are the last ones, as far as they can tell. Pure.
 *
 * <p>All copies have a header in the same slot, so it is known where the one after the newest would
 * stand. A whole header there, in one copy that is in use, is an older one: proof that the next was
 * never completed, since a checkpoint is completed only when all copies have its header.
 */
final class HeaderProof {
  private HeaderProof() {}

  /**
   * True when no header that was completed is newer.
   *
   * @param headers the header slots of each copy
   * @param excluded copies out of use, by bit: what they hold proves nothing
   */
  static boolean isNewest(List<@Nullable Found[]> headers, int excluded) {
    long newest = newest(headers, excluded);
    int next = Layout.headerSlot(newest + 1);
    for (int copy = 0; copy < headers.size(); copy++) {
      if ((excluded >>> copy & 1) == 0 && headers.get(copy)[next] != null) {
        return true;
      }
    }
    return false;
  }

  private static long newest(List<@Nullable Found[]> headers, int excluded) {
    long newest = 0;
    for (int copy = 0; copy < headers.size(); copy++) {
      for (Found found : headers.get(copy)) {
        if (found != null && (excluded >>> copy & 1) == 0) {
          newest = Math.max(newest, found.header().sequence());
        }
      }
    }
    return newest;
  }

  /**
   * Demands that proof of two copies or more. One that is alone can't give it when a power cut tore
   * its next header.
   *
   * @return true when there is proof
   */
  static boolean demand(List<@Nullable Found[]> headers, int excluded)
      throws MetadataDamagedException {
    boolean proven = isNewest(headers, excluded);
    if (!proven && headers.size() - Integer.bitCount(excluded) > 1) {
      throw new MetadataDamagedException(
          Kind.UNPROVEN,
          "no copy can tell whether a newer header was written: sequence="
              + (newest(headers, excluded) + 1));
    }
    return proven;
  }
}
