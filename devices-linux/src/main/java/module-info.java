/** Raw Linux devices. Run it with {@code --enable-native-access=dev.revector.devices.linux}. */
module dev.revector.devices.linux {
  requires transitive dev.revector;
  requires static org.jspecify;

  exports dev.revector.devices.linux;

  provides dev.revector.spi.BlockDeviceProvider with
      dev.revector.devices.linux.DirectBlockDeviceProvider;
}
