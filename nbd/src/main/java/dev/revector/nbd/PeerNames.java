package dev.revector.nbd;

import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLSession;

/** The names in a client's certificate. */
final class PeerNames {
  private PeerNames() {}

  /** Refuses a client none of whose names is allowed. */
  static void check(SSLSession session, Set<String> allowed) throws IOException {
    Certificate[] chain = session.getPeerCertificates();
    List<String> names = of((X509Certificate) chain[0]);
    if (names.stream().noneMatch(allowed::contains)) {
      throw new ProtocolException(
          "client may not connect: names=" + names + ", allowed=" + allowed);
    }
  }

  /** The common names of the subject, then all alternative names that are texts. */
  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
          names.add(name);
        }
      }
    } catch (InvalidNameException e) {
      return names; // a name that can't be read is none
    }
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException e) {
      return names; // likewise
    }
    return names;
  }
}
