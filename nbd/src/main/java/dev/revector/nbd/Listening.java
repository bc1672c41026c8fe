package dev.revector.nbd;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Makes the sockets that listen. */
final class Listening {
  private static final int BACKLOG = 128;

  /** The bits of a file's mode that are its type, and that of a socket: stat(2), inode(7). */
  private static final int FILE_TYPE = 0170000;

  private static final int SOCKET = 0140000;

  private Listening() {}

  static ServerSocketChannel unix(Path path) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    removeStale(address);
    ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean bound = false;
    try {
      socket.bind(address, BACKLOG);
      bound = true;
      return socket;
    } catch (SocketException e) {
      FileSystemException refused =
          new FileSystemException(path.toString(), null, "cannot listen there: " + e.getMessage());
      refused.initCause(e);
      throw refused;
    } finally {
      if (!bound) {
        socket.close();
      }
    }
  }

  private static void removeStale(UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw new FileSystemException(
          path.toString(), null, "something else is there than a socket; give another path");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(address);
    } catch (ConnectException e) {
      Files.deleteIfExists(path); // refused: nobody listens
      return;
    }
    throw new FileSystemException(
        path.toString(), null, "a server listens there already; stop it or give another path");
  }

  /** By its mode: who connects to a pipe or a device is refused too, as by a dead server. */
  private static boolean isSocket(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return false;
    }
    Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return mode instanceof Integer bits && (bits & FILE_TYPE) == SOCKET;
  }

  static ServerSocketChannel tcp(InetSocketAddress address, boolean tls) throws IOException {
    if (address.isUnresolved()) {
      throw new UnknownHostException(
          "no such host: host=" + address.getHostString() + "; give its address");
    }
    if (!tls && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "without TLS only a Unix socket or a loopback address is served: address="
              + address.getAddress().getHostAddress()
              + "; give a certificate, or listen on 127.0.0.1 or a Unix socket");
    }
    ServerSocketChannel socket = ServerSocketChannel.open();
    boolean bound = false;
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      socket.bind(address, BACKLOG);
      bound = true;
      return socket;
    } finally {
      if (!bound) {
        socket.close();
      }
    }
  }
}
