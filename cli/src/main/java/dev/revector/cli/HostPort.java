package dev.revector.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST:PORT}; an IPv6 address stands in brackets. */
final class HostPort implements ITypeConverter<InetSocketAddress> {
  @Override
  public InetSocketAddress convert(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      host = "";
    }
    int port = port(text.substring(colon + 1));
    if (host.isEmpty() || port < 0) {
      throw new TypeConversionException(
          "'" + text + "' is no address; give HOST:PORT, such as 127.0.0.1:10809 or [::1]:10809");
    }
    return new InetSocketAddress(host, port);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port <= 0xFFFF ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
