/** The engine behind {@link dev.revector.RemapTarget}; not exported. */
@NullMarked
package dev.revector.internal;

import org.jspecify.annotations.NullMarked;
