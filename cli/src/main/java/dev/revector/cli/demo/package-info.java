/**
 * The demonstration: real files as disks, with simulated faults and a simulated power cut.
 *
 * <p>Everything is decided by one seed. A sector that goes bad is filled with noise in the file
 * below, so whoever reads past the map gets wrong data.
 */
@NullMarked
package dev.revector.cli.demo;

import org.jspecify.annotations.NullMarked;
