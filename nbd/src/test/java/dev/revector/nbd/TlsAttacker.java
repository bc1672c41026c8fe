package dev.revector.nbd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client that can send past its own TLS whatever it is told.
 *
 * @param bare the bytes of the socket
 * @param tls TLS over it, before its handshake
 */
record TlsAttacker(RawClient bare, SSLSocket tls) implements AutoCloseable {

  /** Connects and asks for TLS. */
  static TlsAttacker connect(SocketAddress address, String protocol)
      throws IOException, GeneralSecurityException {
    SocketChannel channel = SocketChannel.open(address);
    RawClient bare = new RawClient(channel);
    bare.greet();
    bare.option(Protocol.OPT_STARTTLS, new byte[0]);
    bare.expectAck();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Credulous()}, null);
    Socket socket = channel.socket();
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 1, true);
    tls.setEnabledProtocols(new String[] {protocol});
    return new TlsAttacker(bare, tls);
  }

  /** Enters transmission, as an honest client does. */
  RawClient ready() throws IOException {
    tls.startHandshake();
    RawClient sealed = new RawClient(new Sealed(tls.getInputStream(), tls.getOutputStream()));
    sealed.go("");
    return sealed;
  }

  @Override
  public void close() throws IOException {
    bare.close();
  }

  /** What goes through TLS. */
  private record Sealed(ReadableByteChannel in, WritableByteChannel out) implements ByteChannel {
    Sealed(InputStream in, OutputStream out) {
      this(Channels.newChannel(in), Channels.newChannel(out));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return in.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return out.write(source);
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Believes every server. */
  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
