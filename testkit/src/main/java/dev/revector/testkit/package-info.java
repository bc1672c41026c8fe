/**
 * Simulated disks with faults and power cuts, and a test kit for implementers.
 *
 * <p>Begin with {@link dev.revector.testkit.SimulatedDisk#builder(long)}. What this package
 * guarantees: the same seed, the same calls in the same order and the same cuts give the same
 * bytes, on every machine; no clock, no thread and no file is involved. A disk takes memory only
 * for what was written to it, whatever its size.
 */
@NullMarked
package dev.revector.testkit;

import org.jspecify.annotations.NullMarked;
