package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;

/** What kind a proof is; its number is the first byte of a proof on chain, so that none can pass for another. */
public enum ProofKind {
    /** Every label, column and path a verifier needs, in the open. Sound, and large. */
    VANILLA(1),
    /** Groth16 with parameters made on this network: only as good as whoever made them. */
    GROTH16_LOCAL(2),
    /** Groth16 with Filecoin's parameters. */
    GROTH16_FILECOIN(3);

    private final int number;

    ProofKind(int number) {
        this.number = number;
    }

    /** The first byte of such a proof. */
    public int number() {
        return number;
    }

    /** @throws ProofException (MALFORMED) for a number that is none */
    public static ProofKind ofNumber(int number) {
        for (ProofKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new ProofException(Reason.MALFORMED, "a proof of the unknown kind " + number);
    }
}
