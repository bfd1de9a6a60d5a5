package io.fondaco.proof;

import io.fondaco.model.Digests;
import io.fondaco.model.Varint;
import io.fondaco.proof.ProofException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What makes a replica different from all others of the same data. Source: storage-proofs-porep, stacked/vanilla/params. */
public final class ReplicaId {
    private ReplicaId() {}

    /** The id of a sector's replica. */
    public static Node of(Porep porep, Node prover, long sector, Node ticket, Node commD) {
        ByteBuffer message = ByteBuffer.allocate(4 * Node.BYTES + Long.BYTES)
                .put(prover.bytes())
                .putLong(sector)
                .put(ticket.bytes())
                .put(commD.bytes())
                .put(porep.id().bytes());
        byte[] digest = Digests.sha256(message.array());
        digest[Node.BYTES - 1] &= 0x3f;
        return Node.of(digest);
    }

    /**
     * How proofs name a miner.
     *
     * @param actor number of the miner's actor, at least 0
     */
    public static Node prover(long actor) {
        if (actor < 0) {
            throw new ProofException(Reason.OUT_OF_RANGE, "no actor has the number " + actor);
        }
        return Node.of(Arrays.copyOf(Varint.encode(actor), Node.BYTES));
    }
}
