/**
 * Where metadata copies and remapped sectors go on a spare.
 *
 * <p>Guarantees: a placement is a pure function of its request; copies are disjoint and inside the
 * device; a reserved slot is never handed out; an allocator's memory follows what is taken, not the
 * size of the spare. All of it is reached through the SPI, see {@link dev.revector.spi}.
 */
@NullMarked
package dev.revector.placement;

import org.jspecify.annotations.NullMarked;
