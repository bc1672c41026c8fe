/**
 * Keeps failing disks in service: redirects I/O of bad sectors to spares and keeps the map on them.
 *
 * <p>Begin with {@link dev.revector.RemapTarget#builder()}. What this package guarantees: nothing
 * acknowledged is ever lost, nothing unreadable is ever invented, and a healthy sector pays
 * nothing.
 */
@NullMarked
package dev.revector;

import org.jspecify.annotations.NullMarked;
