package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.PieceCommitment;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a sector of the proof kind none has in the place of a sealed commitment (CommR). <b>Nothing is sealed:</b> it is
 * SHA-256 over miner, number, ticket and data commitment (CommD), as the id of a replica would be, so that it is the same
 * each time and tells sectors apart. It proves nothing.
 */
final class Sealed {
    private static final byte[] DOMAIN = "fondaco sector of proof kind none".getBytes(StandardCharsets.US_ASCII);

    private Sealed() {}

    /** @param ticket 32 bytes of the chain's randomness */
    static Cid none(SectorId sector, byte[] ticket, PieceCommitment data) {
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        in.writeBytes(DOMAIN);
        in.writeBytes(sector.miner().toBytes());
        in.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(sector.number()).array());
        in.writeBytes(ticket);
        in.writeBytes(data.root());
        byte[] digest = Multihash.sha256(in.toByteArray()).digest();
        // Below the modulus of the field, as commitments are.
        digest[31] &= 0x3f;
        return Cid.v1(Cid.FIL_COMMITMENT_SEALED, new Multihash(Multihash.POSEIDON_BLS12_381_A2_FC1, digest));
    }
}
