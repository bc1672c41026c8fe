package dev.revector.cli;

import dev.revector.cli.demo.Result;
import dev.revector.cli.demo.Settings;

/**
 * What {@code demo --json} prints.
 *
 * @param held true when every promise was kept
 * @param kept the folder with the disks, empty when they are gone
 * @param badSectors sectors that went bad
 * @param noiseSectors bad sectors in which main's own bytes are not the data
 * @param wrongSectors sectors that were not what was promised
 * @param unflushedOld sectors that had their older data after the power cut
 * @param unflushedNew sectors not flushed before the power cut that had their newer data
 * @param findings what the check of the metadata found at the end
 * @param sha256 checksum of all data
 * @param status the pair at the end
 */
record DemoDocument(
    int schema,
    boolean held,
    long seed,
    String kept,
    long badSectors,
    long noiseSectors,
    long bytesWritten,
    long bytesVerified,
    long unflushedOld,
    long unflushedNew,
    long wrongSectors,
    int findings,
    String sha256,
    StatusDocument status) {

  static DemoDocument of(Settings settings, Result result, String kept) {
    return new DemoDocument(
        Json.SCHEMA,
        result.held(),
        settings.seed(),
        kept,
        result.badSectors(),
        result.bypassed(),
        result.bytesWritten(),
        result.bytesVerified(),
        result.unflushedOld(),
        result.unflushedNew(),
        result.wrongSectors(),
        result.findings(),
        result.checksum(),
        StatusDocument.of(result.status()));
  }
}
