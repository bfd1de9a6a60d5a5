package io.fondaco.proof;

import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * What a proof of replication is made with. {@link SealProof#porep} gives those of the chain; others serve as test vectors.
 *
 * @param layers of labels, from 1 on
 * @param id seeds the graph; its first eight bytes, little-endian, are 0 to 4 exactly when the version is 1.0.0
 */
public record Porep(SectorSize size, int layers, ApiVersion version, Node id) {
    /** The last registered proof of the first rules. */
    private static final long LAST_OF_THE_FIRST = 4;

    public Porep {
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(id, "id");
        if (layers < 1) {
            throw new ProofException(Reason.OUT_OF_RANGE, "a PoRep of " + layers + " layers: at least 1");
        }
        boolean first = Long.compareUnsigned(number(id), LAST_OF_THE_FIRST) <= 0;
        if (first != (version == ApiVersion.V1_0)) {
            throw new ProofException(
                    Reason.OUT_OF_RANGE,
                    "a PoRep with id " + id + " by the rules " + version + ": ids that begin with 0 to "
                            + LAST_OF_THE_FIRST + " go with " + ApiVersion.V1_0 + ", all others with later rules");
        }
    }

    private static long number(Node id) {
        return ByteBuffer.wrap(id.bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
