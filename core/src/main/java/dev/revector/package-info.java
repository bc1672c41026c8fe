/** Keeps a failing disk in service by remapping its bad sectors to a spare device. */
@NullMarked
package dev.revector;

import org.jspecify.annotations.NullMarked;
