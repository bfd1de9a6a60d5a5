package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.util.Arrays;
import java.util.Objects;

/**
 * A proof. On chain: a byte for the kind, then the body.
 *
 * @param body as its kind defines it; not copied, so not to be written to
 */
public record Proof(ProofKind kind, byte[] body) {

    public Proof {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(body, "body");
    }

    /** @throws ProofException (MALFORMED) when there is no byte, or the first is no kind */
    public static Proof fromBytes(byte[] bytes) {
        if (bytes.length == 0) {
            throw new ProofException(Reason.MALFORMED, "a proof without a byte");
        }
        return new Proof(ProofKind.ofNumber(bytes[0]), Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[body.length + 1];
        bytes[0] = (byte) kind.number();
        System.arraycopy(body, 0, bytes, 1, body.length);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Proof proof && kind == proof.kind && Arrays.equals(body, proof.body);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return kind + ", " + body.length + " bytes";
    }
}
