/** Simulated disks with faults and power cuts, and a test kit for implementers. */
module dev.revector.testkit {
  requires transitive dev.revector;
  requires static org.jspecify;

  exports dev.revector.testkit;
  exports dev.revector.testkit.contract;
}
