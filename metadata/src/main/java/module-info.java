/** The redundant, versioned on-disk format: commit, recovery and repair. */
module dev.revector.metadata {
  requires dev.revector;
  requires static org.jspecify;
}
