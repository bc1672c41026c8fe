/** Serves a disk over the NBD protocol. */
module dev.revector.nbd {
  requires transitive dev.revector;
  requires java.naming;
  requires static org.jspecify;

  exports dev.revector.nbd;
}
