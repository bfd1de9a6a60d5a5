package io.fondaco.crypto;

import io.fondaco.crypto.internal.UnnamedIssuerFactory;
import io.fondaco.model.Registration;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.UUID;

/**
 * Makes this JVM read certificates whose issuer has no name. js-libp2p makes such certificates; the JDK's parser refuses
 * them although the libp2p specification allows them, and its TLS takes no other parser than the JVM's first.
 *
 * <p>All other certificates are read by the JDK as before, and reading is not trusting: whoever checks a chain of
 * certificates still finds no issuer for such a one. There is no way to ask this of one TLS context alone.
 */
public final class UnnamedIssuers {

    private UnnamedIssuers() {}

    /** Takes effect until the registration is closed. May be asked for several times. */
    public static Registration accept() {
        Provider provider = new Parser("fondaco-x509-" + UUID.randomUUID());
        Security.insertProviderAt(provider, 1);
        return () -> Security.removeProvider(provider.getName());
    }

    private static final class Parser extends Provider {
        private static final long serialVersionUID = 1;

        Parser(String name) {
            super(name, "1.0", "Reads X.509 certificates, those without an issuer's name too");
            putService(
                    new Service(
                            this,
                            "CertificateFactory",
                            "X.509",
                            UnnamedIssuerFactory.class.getName(),
                            List.of("X509"),
                            null) {
                        @Override
                        public Object newInstance(Object parameter) {
                            return new UnnamedIssuerFactory();
                        }
                    });
        }
    }
}
