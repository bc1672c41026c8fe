/** The revector command. */
module dev.revector.cli {
  requires com.fasterxml.jackson.databind;
  requires dev.revector;
  requires dev.revector.devices.linux;
  requires dev.revector.metadata;
  requires dev.revector.nbd;
  requires dev.revector.placement;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires static org.jspecify;

  uses dev.revector.spi.BlockDeviceProvider;

  opens dev.revector.cli to
      info.picocli,
      com.fasterxml.jackson.databind;
}
