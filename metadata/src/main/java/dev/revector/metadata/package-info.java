/** The redundant, versioned on-disk format: commit, recovery and repair. */
@NullMarked
package dev.revector.metadata;

import org.jspecify.annotations.NullMarked;
