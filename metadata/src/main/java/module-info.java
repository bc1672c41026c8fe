/** The redundant, versioned on-disk format: commit, recovery and repair. */
module dev.revector.metadata {
  requires dev.revector;
  requires static org.jspecify;

  provides dev.revector.spi.MetadataStoreProvider with
      dev.revector.metadata.LedgerStoreProvider;
}
