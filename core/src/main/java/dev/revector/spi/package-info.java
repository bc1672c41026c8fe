/**
 * What a third party can replace: placement of the metadata copies, allocation of spare slots, the
 * metadata store, the way devices are opened, and a source of redundant data.
 */
@NullMarked
package dev.revector.spi;

import org.jspecify.annotations.NullMarked;
