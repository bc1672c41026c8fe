package dev.revector.cli;

import dev.revector.nbd.NbdTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The certificates of a server. */
final class TlsOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "The server's certificate and those that lead to its authority (PEM); or a PKCS#12"
              + " file with certificate and key. Then nobody is served without TLS.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's key (PEM, PKCS#8, not encrypted).")
  @Nullable Path key;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "Holds the password of the PKCS#12 file; default an empty one.")
  @Nullable Path passwordFile;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Serves only clients with a certificate that leads to one of these (PEM).")
  @Nullable Path clientAuthority;

  @Option(
      names = "--tls-allow",
      paramLabel = "NAME",
      description =
          "Serves only clients whose certificate is for this name (common or alternative name);"
              + " repeatable.")
  List<String> allowed = List.of();

  /** The certificates, empty if none are given. */
  Optional<NbdTls> load() throws IOException {
    if (certificate == null) {
      if (key != null || passwordFile != null || clientAuthority != null || !allowed.isEmpty()) {
        throw new IllegalArgumentException("--tls-cert is missing; the other TLS options need it");
      }
      return Optional.empty();
    }
    Optional<Path> authority = Optional.ofNullable(clientAuthority);
    return Optional.of(
        key == null
            ? NbdTls.ofPkcs12(certificate, password(), authority, allowed)
            : NbdTls.ofPem(certificate, key, authority, allowed));
  }

  private char[] password() throws IOException {
    return passwordFile == null
        ? new char[0]
        : Files.readString(passwordFile, StandardCharsets.UTF_8).strip().toCharArray();
  }
}
