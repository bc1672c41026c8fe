package dev.revector.cli.demo;

import dev.revector.MapRun;
import dev.revector.PairStatus;
import java.util.List;

/**
 * What came of a demonstration.
 *
 * @param status the pair at the end
 * @param runs the map at the end
 * @param badSectors sectors that went bad
 * @param bypassed bad sectors in which main's own bytes are not the data
 * @param bytesWritten bytes written in all
 * @param bytesVerified bytes compared in all
 * @param unflushedOld sectors that hold their older data after the power cut
 * @param unflushedNew sectors not flushed before the power cut that hold their newer data
 * @param wrongSectors sectors with data they never should have, or without data they should have
 * @param findings what the check of the metadata found at the end
 * @param checksum SHA-256 of all data
 */
public record Result(
    PairStatus status,
    List<MapRun> runs,
    long badSectors,
    long bypassed,
    long bytesWritten,
    long bytesVerified,
    long unflushedOld,
    long unflushedNew,
    long wrongSectors,
    int findings,
    String checksum) {

  /** True when every promise was kept. */
  public boolean held() {
    return wrongSectors == 0
        && findings == 0
        && bypassed == badSectors
        && status.pendingSectors() == 0
        && status.lostSectors() == 0;
  }
}
