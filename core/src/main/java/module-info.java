/** The remap engine, its public face and the SPI. */
module dev.revector {
  requires static org.jspecify;

  exports dev.revector;
  exports dev.revector.file;
  exports dev.revector.spi;
  exports dev.revector.transfer;

  uses dev.revector.spi.BlockDeviceProvider;
  uses dev.revector.spi.MetadataStoreProvider;
  uses dev.revector.spi.PlacementAdvisor;
  uses dev.revector.spi.PlacementStrategy;
  uses dev.revector.spi.SpareAllocatorProvider;

  provides dev.revector.spi.BlockDeviceProvider with
      dev.revector.file.FileBlockDeviceProvider;
}
