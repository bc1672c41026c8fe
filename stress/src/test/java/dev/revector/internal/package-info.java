/** The engine's promises to threads without locks, tried by jcstress. */
@NullMarked
package dev.revector.internal;

import org.jspecify.annotations.NullMarked;
