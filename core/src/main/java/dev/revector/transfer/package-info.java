/**
 * Lists of bad sectors in the formats of other tools: badblocks, ddrescue, smartctl; the map as a
 * device-mapper table; what the kernel module dm-remap left on a spare; dumps of our own metadata.
 *
 * <p>Readers take a {@link java.io.Reader} (one byte per character will do: the formats are ASCII),
 * change nothing, hold in memory only what they return, at most {@link
 * dev.revector.transfer.BadblocksList#MOST_EXTENTS} extents, and refuse what is malformed with a
 * {@link dev.revector.transfer.TransferFormatException} that names the line and the reason. They
 * neither guess nor skip what they don't understand. Nothing here is thread-safe nor needs to be:
 * there is no state between calls.
 */
@NullMarked
package dev.revector.transfer;

import org.jspecify.annotations.NullMarked;
