package dev.revector.nbd;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

/** Addresses as NBD URIs. */
final class NbdUri {
  private NbdUri() {}

  static String of(SocketAddress address, String name, boolean tls) {
    String scheme = tls ? "nbds" : "nbd";
    if (address instanceof UnixDomainSocketAddress unix) {
      String path = encode(unix.getPath().toAbsolutePath().toString()).replace("%2F", "/");
      return scheme + "+unix:///" + encode(name) + "?socket=" + path;
    }
    InetSocketAddress inet = (InetSocketAddress) address;
    String host = inet.getAddress().getHostAddress();
    if (inet.getAddress() instanceof Inet6Address) {
      host = "[" + host + "]";
    }
    return scheme + "://" + host + ":" + inet.getPort() + "/" + encode(name);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
