package dev.revector.metadata;

import dev.revector.PairIdentity;

/**
 * The root record of a pair. Two slots in each copy hold it; a newer one goes over the older.
 *
 * @param compatible features that an older version may ignore, by bit
 * @param readOnly features that an older version must know to write
 * @param incompatible features that an older version must know to read
 * @param sequence number of the header
 * @param epoch number of the opening that wrote it
 * @param covered sequence of the last journal record that the table includes
 * @param coveredHash payload hash of that record
 * @param root the table
 * @param pair whom the pair consists of
 * @param layout where everything stands
 */
record Header(
    int compatible,
    int readOnly,
    int incompatible,
    long sequence,
    long epoch,
    long covered,
    long coveredHash,
    Root root,
    PairIdentity pair,
    Layout layout) {

  Header next(long newEpoch, long newCovered, long newHash, Root newRoot, Layout newLayout) {
    return new Header(
        compatible,
        readOnly,
        incompatible,
        sequence + 1,
        newEpoch,
        newCovered,
        newHash,
        newRoot,
        pair,
        newLayout);
  }

  /** The same with a table, before anything was recorded. */
  Header withRoot(Root table) {
    return new Header(
        compatible,
        readOnly,
        incompatible,
        sequence,
        epoch,
        covered,
        coveredHash,
        table,
        pair,
        layout);
  }

  Header withMainId(String mainId) {
    PairIdentity renamed =
        new PairIdentity(
            pair.uuid(),
            pair.main(),
            mainId,
            pair.slotSize(),
            pair.spareSectors(),
            pair.createdSeconds());
    return new Header(
        compatible,
        readOnly,
        incompatible,
        sequence,
        epoch,
        covered,
        coveredHash,
        root,
        renamed,
        layout);
  }

  /** True when this one was written later, by its number or, of two of one number, its epoch. */
  boolean isNewerThan(Header other) {
    return sequence == other.sequence ? epoch > other.epoch : sequence > other.sequence;
  }

  Envelope envelope() {
    return new Envelope(pair.uuid(), layout.generation());
  }
}
