@NullMarked
package dev.revector.nbd;

import org.jspecify.annotations.NullMarked;
