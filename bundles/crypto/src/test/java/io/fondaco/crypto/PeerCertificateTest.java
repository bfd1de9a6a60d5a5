package io.fondaco.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.crypto.PeerPublicKey.Kind;
import io.fondaco.model.Registration;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.Test;

public class PeerCertificateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static X509Certificate read(String hex) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Vectors.hex(hex)));
    }

    @Test
    public void namesThePeersOfTheSpecificationAndRefusesTheForgedOne() throws Exception {
        for (String[] row : Vectors.rows("peer-certificates.tsv")) {
            X509Certificate certificate = read(row[1]);
            if (row[0].equals("-")) {
                assertThatThrownBy(() -> PeerCertificate.verify(certificate, NOW))
                        .isInstanceOf(CryptoException.class)
                        .hasMessageContaining("forged identity");
            } else {
                assertThat(PeerCertificate.verify(certificate, NOW).peerId()).hasToString(row[0]);
            }
        }
    }

    @Test
    public void provesTheIdentityOfWhoeverMadeIt() {
        for (Kind kind : Kind.values()) {
            PeerKeyPair identity = PeerKeyPair.generate(kind, new SecureRandom());
            PeerCertificate own = PeerCertificate.issue(identity.publicKey(), identity::sign, NOW);
            assertThat(PeerCertificate.verify(own.certificate(), NOW)).isEqualTo(identity.publicKey());
        }
    }

    @Test
    public void isNothingWorthBeforeItBeginsAndAfterItEnds() {
        PeerKeyPair identity = PeerKeyPair.generate(new SecureRandom());
        PeerCertificate own = PeerCertificate.issue(identity.publicKey(), identity::sign, NOW);
        for (Instant when : new Instant[] {NOW.minus(Duration.ofHours(2)), NOW.plus(Duration.ofDays(36501))}) {
            assertThatThrownBy(() -> PeerCertificate.verify(own.certificate(), when))
                    .isInstanceOf(CryptoException.class)
                    .hasMessageContaining("not valid now");
        }
    }

    @Test
    public void signedByAnotherIdentityIsRefused() {
        PeerKeyPair identity = PeerKeyPair.generate(new SecureRandom());
        PeerKeyPair other = PeerKeyPair.generate(new SecureRandom());
        PeerCertificate forged = PeerCertificate.issue(identity.publicKey(), other::sign, NOW);
        assertThatThrownBy(() -> PeerCertificate.verify(forged.certificate(), NOW))
                .hasMessageContaining("forged identity");
    }

    @Test
    public void certificatesOfUnnamedIssuersAreReadOnlyWhileSomebodyAccepts() throws Exception {
        String unnamed = Vectors.rows("unnamed-issuer.tsv").get(0)[0];
        assertThatThrownBy(() -> read(unnamed)).isInstanceOf(CertificateException.class);
        try (Registration first = UnnamedIssuers.accept()) {
            try (Registration second = UnnamedIssuers.accept()) {
                assertThat(PeerCertificate.verify(read(unnamed), Instant.now()).kind())
                        .isEqualTo(Kind.ED25519);
            }
            assertThat(read(unnamed).getIssuerX500Principal().getName()).isEmpty();
        }
        assertThatThrownBy(() -> read(unnamed)).isInstanceOf(CertificateException.class);
    }
}
