package io.fondaco.crypto;

import io.fondaco.crypto.CryptoException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * A certificate that a libp2p peer made for itself, with a key of its own, and that carries the peer's identity key with a
 * proof that both belong together.
 *
 * <p>Source: libp2p/specs, tls.
 *
 * @param certificate self-signed
 * @param key the certificate's key on P-256, made for this certificate alone
 */
public record PeerCertificate(X509Certificate certificate, PrivateKey key) {

    private static final String OID = "1.3.6.1.4.1.53594.1.1";
    private static final byte[] PREFIX = "libp2p-tls-handshake:".getBytes(StandardCharsets.US_ASCII);
    private static final Duration AGE = Duration.ofHours(1);
    private static final Duration LIFE = Duration.ofDays(36500);

    /** Key usage, basic constraints, extended key usage: critical extensions whose meaning does not touch us. */
    private static final Set<String> KNOWN = Set.of(OID, "2.5.29.15", "2.5.29.19", "2.5.29.37");

    /**
     * Makes a certificate.
     *
     * @param identityKey the peer's public key
     * @param sign signs with the identity's key
     * @param now its validity begins an hour earlier: clocks differ
     */
    public static PeerCertificate issue(PeerPublicKey identityKey, UnaryOperator<byte[]> sign, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] spki = pair.getPublic().getEncoded();
            byte[] proof = sign.apply(signed(spki));
            DERSequence signedKey = new DERSequence(
                    new ASN1Encodable[] {new DEROctetString(identityKey.toBytes()), new DEROctetString(proof)});
            AlgorithmIdentifier ecdsa = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"));
            X500Name name = new X500Name("O=libp2p.org");
            V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
            body.setSerialNumber(new ASN1Integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)));
            body.setIssuer(name);
            body.setSubject(name);
            body.setStartDate(new Time(Date.from(now.minus(AGE))));
            body.setEndDate(new Time(Date.from(now.plus(LIFE))));
            body.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(spki));
            body.setSignature(ecdsa);
            body.setExtensions(
                    new Extensions(new Extension(new ASN1ObjectIdentifier(OID), false, signedKey.getEncoded("DER"))));
            TBSCertificate toSign = body.generateTBSCertificate();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(toSign.getEncoded("DER"));
            ASN1EncodableVector whole = new ASN1EncodableVector();
            whole.add(toSign);
            whole.add(ecdsa);
            whole.add(new DERBitString(signature.sign()));
            return new PeerCertificate(read(new DERSequence(whole).getEncoded("DER")), pair.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private static X509Certificate read(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] signed(byte[] spki) {
        return ByteBuffer.allocate(PREFIX.length + spki.length)
                .put(PREFIX)
                .put(spki)
                .array();
    }

    /**
     * The identity key of whoever presents this certificate.
     *
     * @throws CryptoException (MALFORMED) when it is not such a certificate, not valid now, or proves nothing
     */
    public static PeerPublicKey verify(X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
            certificate.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CryptoException(
                    Reason.MALFORMED, "peer certificate: not valid now or not signed by itself: " + e.getMessage());
        }
        Set<String> critical = new HashSet<>(
                certificate.getCriticalExtensionOIDs() == null ? Set.of() : certificate.getCriticalExtensionOIDs());
        critical.removeAll(KNOWN);
        if (!critical.isEmpty()) {
            throw new CryptoException(
                    Reason.MALFORMED, "peer certificate: critical extensions that nobody here knows: " + critical);
        }
        byte[] extension = certificate.getExtensionValue(OID);
        if (extension == null) {
            throw new CryptoException(Reason.MALFORMED, "peer certificate: without the extension " + OID);
        }
        byte[] identity;
        byte[] proof;
        try {
            ASN1Sequence pair = ASN1Sequence.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            if (pair.size() != 2) {
                throw new IllegalArgumentException(pair.size() + " items, not 2");
            }
            identity = ASN1OctetString.getInstance(pair.getObjectAt(0)).getOctets();
            proof = ASN1OctetString.getInstance(pair.getObjectAt(1)).getOctets();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new CryptoException(
                    Reason.MALFORMED, "peer certificate: extension " + OID + " is malformed: " + e.getMessage());
        }
        PeerPublicKey key = PeerPublicKey.fromBytes(identity);
        if (!key.verify(signed(certificate.getPublicKey().getEncoded()), proof)) {
            throw new CryptoException(
                    Reason.MALFORMED,
                    "peer certificate: forged identity, " + key.peerId() + " has not signed this certificate's key");
        }
        return key;
    }
}
