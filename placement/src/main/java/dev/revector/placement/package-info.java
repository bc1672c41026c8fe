/** Where metadata copies and remapped sectors go on a spare. */
@NullMarked
package dev.revector.placement;

import org.jspecify.annotations.NullMarked;
