/** Tests of the formats of other tools. */
@org.jspecify.annotations.NullMarked
package dev.revector.transfer;
