package dev.revector.metadata;

/**
 * A block of a live copy that is not what it should be.
 *
 * @param copy number of the copy
 * @param position position in the copy's region
 * @param what what was found there
 */
record Damage(int copy, int position, String what) {}
