package dev.revector.nbd;

import dev.revector.BlockDevice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Devices that lack something. */
final class Poor {
  private Poor() {}

  /** What is thrown by the method of that name, or nothing. */
  interface Lack {
    void check(String method) throws Throwable;
  }

  /** The device, but for what {@code lack} throws. */
  static BlockDevice device(BlockDevice device, Lack lack) {
    return (BlockDevice)
        Proxy.newProxyInstance(
            Poor.class.getClassLoader(),
            new Class<?>[] {BlockDevice.class},
            (proxy, method, arguments) -> {
              lack.check(method.getName());
              try {
                return method.invoke(device, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
