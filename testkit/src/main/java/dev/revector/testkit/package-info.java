/** Simulated disks with faults and power cuts, and a test kit for implementers. */
@NullMarked
package dev.revector.testkit;

import org.jspecify.annotations.NullMarked;
