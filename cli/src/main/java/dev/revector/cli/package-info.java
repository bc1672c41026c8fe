/** The revector command. */
@NullMarked
package dev.revector.cli;

import org.jspecify.annotations.NullMarked;
