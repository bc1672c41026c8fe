package dev.revector;

import java.util.List;

/**
 * What a check of all metadata found.
 *
 * @param blocks blocks that were read and verified
 * @param findings what was wrong, in the order of copy and address; empty when all is well
 * @since 0.1
 */
public record MetadataCheck(long blocks, List<Finding> findings) {

  /** True when nothing is left to mend. */
  public boolean clean() {
    return findings.stream().allMatch(Finding::repaired);
  }

  /**
   * One thing that was wrong.
   *
   * @param copy number of the copy, -1 when it is not about one
   * @param spare index of the spare
   * @param sector where it stands, in sectors of main's size
   * @param what what was expected and what was found
   * @param repaired true when it is mended now
   */
  public record Finding(int copy, int spare, long sector, String what, boolean repaired) {}
}
