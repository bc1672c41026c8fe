package dev.revector.nbd;

/**
 * A part of a block status.
 *
 * @param bytes its length
 * @param flags what its context says of it
 */
record StateExtent(long bytes, int flags) {}
