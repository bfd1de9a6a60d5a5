package io.fondaco.network.libp2p.internal.noise;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;

/** Where ChaCha20-Poly1305 comes from. Both give the same bytes; Conscrypt's is several times as fast on JDK 17. */
public enum Aead {
    /** The JDK's own, everywhere. */
    JDK {
        @Override
        Cipher cipher() throws GeneralSecurityException {
            return Cipher.getInstance("ChaCha20-Poly1305");
        }
    },
    /** BoringSSL through Conscrypt, where its native library loads. */
    CONSCRYPT {
        @Override
        Cipher cipher() throws GeneralSecurityException {
            return Cipher.getInstance(
                    "ChaCha20/Poly1305/NoPadding", Native.provider().orElseThrow());
        }
    };

    abstract Cipher cipher() throws GeneralSecurityException;

    /** The fastest that works here. */
    public static Aead best() {
        return Native.provider().isPresent() ? CONSCRYPT : JDK;
    }

    /** Loaded on first use only: its class initializer loads native code. */
    private static final class Native {
        private static final Optional<Provider> PROVIDER = load();

        private static Optional<Provider> load() {
            try {
                return Conscrypt.isAvailable() ? Optional.of(Conscrypt.newProvider()) : Optional.empty();
            } catch (LinkageError | RuntimeException absent) {
                // The bundle is not installed or has nothing for this platform: the JDK's cipher does the work.
                return Optional.empty();
            }
        }

        static Optional<Provider> provider() {
            return PROVIDER;
        }
    }
}
