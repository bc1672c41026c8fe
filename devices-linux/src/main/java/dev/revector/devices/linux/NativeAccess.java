package dev.revector.devices.linux;

import dev.revector.BlockDeviceException;
import java.lang.foreign.Linker;

/** Asks whether this module may call native code, before {@link Libc} is touched. */
final class NativeAccess {
  private NativeAccess() {}

  /**
   * Returns when native calls are allowed.
   *
   * @throws BlockDeviceException naming the flag that allows them
   */
  @SuppressWarnings("restricted")
  static void require() throws BlockDeviceException {
    try {
      Linker linker = Linker.nativeLinker();
      linker.downcallHandle(
          linker.defaultLookup().find("sync").orElseThrow(),
          java.lang.foreign.FunctionDescriptor.ofVoid());
    } catch (IllegalCallerException e) {
      throw refusal(NativeAccess.class.getModule(), e);
    }
  }

  private static BlockDeviceException refusal(Module module, IllegalCallerException cause) {
    String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
    return new BlockDeviceException(
        "raw devices need native access: module="
            + name
            + "; start Java with --enable-native-access="
            + name,
        cause);
  }
}
