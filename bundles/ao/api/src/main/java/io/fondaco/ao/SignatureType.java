package io.fondaco.ao;

/**
 * How an item is signed.
 *
 * <p>Source: ANS-104 and the items of the network, which know more types than the standard's text.
 */
public enum SignatureType {
    /** RSA-PSS with SHA-256 over the payload; the owner is the modulus, the exponent 65537, the salt of any length. */
    ARWEAVE(1, "Arweave", 512, 512),
    /** Over the payload. */
    ED25519(2, "ed25519", 64, 32),
    /** secp256k1: r, s, v with v of 27 or 28 over Keccak-256 of Ethereum's personal message of the payload. */
    ETHEREUM(3, "Ethereum", 65, 65),
    /** Ed25519 over the payload as hexadecimal text, as Solana's wallets sign. */
    SOLANA(4, "Solana", 64, 32);

    private final int code;
    private final String label;
    private final int signatureLength;
    private final int ownerLength;

    SignatureType(int code, String label, int signatureLength, int ownerLength) {
        this.code = code;
        this.label = label;
        this.signatureLength = signatureLength;
        this.ownerLength = ownerLength;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** What people call it. */
    public String label() {
        return label;
    }

    /** Bytes of a signature. */
    public int signatureLength() {
        return signatureLength;
    }

    /** Bytes of an owner, which is a public key. */
    public int ownerLength() {
        return ownerLength;
    }

    /**
     * The type of a number.
     *
     * @throws AoException (UNSUPPORTED) by name for the others the network knows, (MALFORMED) for the rest
     */
    public static SignatureType of(int code) {
        for (SignatureType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        String name =
                switch (code) {
                    case 5 -> "injected Aptos";
                    case 6 -> "multi Aptos";
                    case 7 -> "typed Ethereum, EIP-712";
                    case 101 -> "Kyve";
                    default -> null;
                };
        if (name == null) {
            throw new AoException(AoException.Reason.MALFORMED, "data item", 0, "no signature type has number " + code);
        }
        throw new AoException(
                AoException.Reason.UNSUPPORTED,
                "data item",
                0,
                "signature type " + code + " (" + name + ") is not checked here; sign with types 1 to 4");
    }
}
