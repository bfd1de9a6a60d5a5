package io.fondaco.crypto.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.NoSuchProviderException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateFactorySpi;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The JDK's parser of X.509, and BouncyCastle's for single certificates that the JDK's refuses for want of an issuer. */
public final class UnnamedIssuerFactory extends CertificateFactorySpi {

    private static final String REFUSED = "Empty issuer DN";

    private final CertificateFactory jdk;

    public UnnamedIssuerFactory() {
        try {
            jdk = CertificateFactory.getInstance("X.509", "SUN");
        } catch (CertificateException | NoSuchProviderException e) {
            throw new IllegalStateException("this JDK has no X.509 parser", e);
        }
    }

    @Override
    public Certificate engineGenerateCertificate(InputStream in) throws CertificateException {
        // TLS hands over one certificate in memory. Anything else goes to the JDK untouched, with its position kept.
        if (!(in instanceof ByteArrayInputStream)) {
            return jdk.generateCertificate(in);
        }
        in.mark(0);
        try {
            return jdk.generateCertificate(in);
        } catch (CertificateException e) {
            if (e.getMessage() == null || !e.getMessage().contains(REFUSED)) {
                throw e;
            }
            try {
                in.reset();
            } catch (IOException lost) {
                throw e;
            }
            return CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                    .generateCertificate(in);
        }
    }

    @Override
    public CertPath engineGenerateCertPath(InputStream in) throws CertificateException {
        return jdk.generateCertPath(in);
    }

    @Override
    public CertPath engineGenerateCertPath(InputStream in, String encoding) throws CertificateException {
        return jdk.generateCertPath(in, encoding);
    }

    @Override
    public CertPath engineGenerateCertPath(List<? extends Certificate> certificates) throws CertificateException {
        return jdk.generateCertPath(certificates);
    }

    @Override
    public Iterator<String> engineGetCertPathEncodings() {
        return jdk.getCertPathEncodings();
    }

    @Override
    public Collection<? extends Certificate> engineGenerateCertificates(InputStream in) throws CertificateException {
        return jdk.generateCertificates(in);
    }

    @Override
    public CRL engineGenerateCRL(InputStream in) throws CRLException {
        return jdk.generateCRL(in);
    }

    @Override
    public Collection<? extends CRL> engineGenerateCRLs(InputStream in) throws CRLException {
        return jdk.generateCRLs(in);
    }
}
