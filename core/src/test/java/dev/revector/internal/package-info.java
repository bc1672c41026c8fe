/** Tests of the engine over small fakes in memory. */
@NullMarked
package dev.revector.internal;

import org.jspecify.annotations.NullMarked;
