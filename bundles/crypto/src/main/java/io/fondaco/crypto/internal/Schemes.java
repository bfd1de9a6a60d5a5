package io.fondaco.crypto.internal;

import io.fondaco.crypto.AggregateScheme;
import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.CryptoException.Reason;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import java.util.Optional;

/** The schemes of this machine. BLS is loaded when first asked for, so nodes that never use it need no native code. */
public final class Schemes {
    private static final SignatureScheme SECP256K1 = new Secp256k1();

    private Schemes() {}

    private static final class Bls {
        static final AggregateScheme SCHEME = load();

        private static AggregateScheme load() {
            try {
                return new BlstBls();
            } catch (LinkageError | RuntimeException e) {
                // The library is missing for this platform, or the temporary folder cannot run code.
                return new UnavailableBls("BLS12-381 has no native library that runs on "
                        + System.getProperty("os.name")
                        + " " + System.getProperty("os.arch") + " from " + System.getProperty("java.io.tmpdir") + " ("
                        + rootOf(e)
                        + "): use secp256k1 keys, or set java.io.tmpdir to a folder that may hold programs");
            }
        }

        private static Throwable rootOf(Throwable e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return root;
        }
    }

    public static SignatureScheme secp256k1() {
        return SECP256K1;
    }

    public static byte[] signDigest(PrivateKey key, byte[] digest) {
        return Secp256k1.signDigest(key, digest);
    }

    public static Optional<byte[]> recover(byte[] signature, byte[] digest) {
        return Secp256k1.recover(signature, digest).map(point -> point.getEncoded(false));
    }

    public static AggregateScheme bls() {
        return Bls.SCHEME;
    }

    public static boolean verify(Signature signature, Address signer, byte[] message) {
        return switch (signer.protocol()) {
            case SECP256K1 ->
                signature.type() == Signature.Type.SECP256K1 && SECP256K1.matches(signature, signer, message);
            case BLS -> signature.type() == Signature.Type.BLS && bls().matches(signature, signer, message);
            default ->
                throw new CryptoException(
                        Reason.UNSUITABLE,
                        "address " + signer + " is not a key's: resolve it to its f1 or f3 address first");
        };
    }
}
