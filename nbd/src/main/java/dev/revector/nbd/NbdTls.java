package dev.revector.nbd;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificates that a server shows and asks for. TLS 1.2 and 1.3.
 *
 * @since 0.1
 */
public final class NbdTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLContext context;
  private final boolean clientCertificates;
  private final Set<String> allowed;

  private NbdTls(SSLContext context, boolean clientCertificates, Set<String> allowed) {
    this.context = context;
    this.clientCertificates = clientCertificates;
    this.allowed = allowed;
  }

  /**
   * Reads PEM files.
   *
   * @param certificate the server's certificate, then those that lead to its authority
   * @param key its key, PKCS#8 and not encrypted
   * @param clientAuthority the certificates that a client's certificate must lead to; empty to
   *     serve clients without certificates
   * @param allowed common names, or names among the alternative ones, that may connect; empty for
   *     every client with a valid certificate
   * @throws IOException if a file can't be read or does not hold what it should
   */
  public static NbdTls ofPem(
      Path certificate, Path key, Optional<Path> clientAuthority, List<String> allowed)
      throws IOException {
    try {
      return of(Pem.keyStore(certificate, key), new char[0], clientAuthority, allowed);
    } catch (GeneralSecurityException e) {
      throw refused(certificate, e);
    }
  }

  /**
   * Reads the server's certificate and key from a PKCS#12 file; the rest is as in {@link #ofPem}.
   *
   * @param password of the file, may be empty
   */
  public static NbdTls ofPkcs12(
      Path store, char[] password, Optional<Path> clientAuthority, List<String> allowed)
      throws IOException {
    try {
      return of(Pem.pkcs12(store, password), password, clientAuthority, allowed);
    } catch (GeneralSecurityException e) {
      throw refused(store, e);
    }
  }

  private static FileSystemException refused(Path file, GeneralSecurityException e) {
    FileSystemException refused =
        new FileSystemException(
            file.toString(), null, "no valid certificate and key: " + e.getMessage());
    refused.initCause(e);
    return refused;
  }

  private static NbdTls of(
      KeyStore own, char[] password, Optional<Path> clientAuthority, List<String> allowed)
      throws IOException, GeneralSecurityException {
    if (!allowed.isEmpty() && clientAuthority.isEmpty()) {
      throw new IllegalArgumentException(
          "names can be checked only against certificates: allowed="
              + allowed
              + "; give the clients' authority too");
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);
    TrustManager[] trust = {};
    if (clientAuthority.isPresent()) {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(Pem.authorities(clientAuthority.get()));
      trust = factory.getTrustManagers();
      for (int i = 0; i < trust.length; i++) {
        if (trust[i] instanceof X509ExtendedTrustManager manager) {
          trust[i] = new SilentTrust(manager);
        }
      }
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust, null);
    return new NbdTls(context, clientAuthority.isPresent(), Set.copyOf(allowed));
  }

  /** Talks TLS from now on; returns after its handshake. */
  Wire secure(Wire plain) throws IOException {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setNeedClientAuth(clientCertificates);
    TlsWire wire = new TlsWire(plain, engine);
    wire.handshake();
    if (!allowed.isEmpty()) {
      PeerNames.check(engine.getSession(), allowed);
    }
    return wire;
  }
}
