package io.fondaco.crypto;

/** Kinds of wallet keys. */
public enum KeyType {
    /** Signatures of 65 bytes, addresses f1. */
    SECP256K1("secp256k1"),
    /** BLS12-381: signatures of 96 bytes that aggregate, addresses f3. Workers of storage providers need one. */
    BLS("bls");

    private final String lotusName;

    KeyType(String lotusName) {
        this.lotusName = lotusName;
    }

    /** The name in Lotus wallets and key exports. */
    public String lotusName() {
        return lotusName;
    }

    /** @throws CryptoException (UNSUITABLE) for a name that is not one of these */
    public static KeyType ofLotusName(String name) {
        for (KeyType type : values()) {
            if (type.lotusName.equals(name)) {
                return type;
            }
        }
        throw new CryptoException(
                CryptoException.Reason.UNSUITABLE, "key type \"" + name + "\" is not known here: use secp256k1 or bls");
    }
}
