package io.fondaco.chain;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborKind;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborPolicy;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * A proposal with its client's signature: CBOR {@code [proposal, signature bytes]}. The proposal's bytes are kept as they
 * were signed: older nodes wrote labels that cannot be written again from their text.
 *
 * @param proposalBytes CBOR of the proposal: what the signature covers
 * @param signature type byte and data
 */
public record ClientDealProposal(DealProposal proposal, byte[] proposalBytes, byte[] signature) {

    /** Longest signature taken, in bytes, as in go-state-types. */
    private static final int MAX_SIGNATURE = 200;

    private static final Set<CborPolicy> OLD_LABELS = Set.of(CborPolicy.LENIENT_TEXT);

    public ClientDealProposal {
        Objects.requireNonNull(proposal, "proposal");
        proposalBytes = proposalBytes.clone();
        signature = signature.clone();
    }

    /** CBOR of a proposal: an array of eleven. */
    public static byte[] encode(DealProposal p) {
        CborWriter out = new CborWriter();
        out.writeListHeader(11)
                .writeCid(p.pieceCid())
                .writeUnsignedLong(p.pieceSize())
                .writeBoolean(p.verified())
                .writeAddress(p.client())
                .writeAddress(p.provider());
        if (p.label().isText()) {
            out.writeTextBytes(p.label().bytes());
        } else {
            out.writeBytes(p.label().bytes());
        }
        out.writeLong(p.start().number())
                .writeLong(p.end().number())
                .writeTokenAmount(p.pricePerEpoch())
                .writeTokenAmount(p.providerCollateral())
                .writeTokenAmount(p.clientCollateral());
        return out.toBytes();
    }

    /** @throws DecodeException naming offset and reason */
    public static DealProposal decode(byte[] cbor) {
        CborReader in = new CborReader(cbor, CborLimits.DEFAULT, OLD_LABELS);
        DealProposal proposal = readProposal(in);
        in.finish();
        return proposal;
    }

    private static DealProposal readProposal(CborReader in) {
        in.readListHeader(11);
        return new DealProposal(
                in.readCid(),
                in.readUnsignedLong(),
                in.readBoolean(),
                in.readAddress(),
                in.readAddress(),
                in.peek() == CborKind.BYTES
                        ? DealLabel.ofBytes(in.readBytes())
                        : DealLabel.ofRawText(in.readTextBytes()),
                Epoch.of(in.readLong()),
                Epoch.of(in.readLong()),
                in.readTokenAmount(),
                in.readTokenAmount(),
                in.readTokenAmount());
    }

    /** Reads one from a larger message; the reader must forgive {@link CborPolicy#LENIENT_TEXT}. */
    public static ClientDealProposal read(CborReader in) {
        in.readListHeader(2);
        int from = in.offset();
        DealProposal proposal = readProposal(in);
        byte[] bytes = in.slice(from, in.offset());
        int at = in.offset();
        byte[] signature = in.readBytes(MAX_SIGNATURE);
        if (signature.length < 2) {
            throw DecodeException.malformed(at, "a signature has a type byte and data");
        }
        return new ClientDealProposal(proposal, bytes, signature);
    }

    /** @throws DecodeException naming offset and reason */
    public static ClientDealProposal parse(byte[] cbor) {
        CborReader in = new CborReader(cbor, CborLimits.DEFAULT, OLD_LABELS);
        ClientDealProposal read = read(in);
        in.finish();
        return read;
    }

    /** The bytes it was read from, or would be sent as. */
    public byte[] toBytes() {
        return new CborWriter()
                .writeListHeader(2)
                .writeRaw(proposalBytes)
                .writeBytes(signature)
                .toBytes();
    }

    /** The key of the deal in every market protocol: CIDv1, DAG-CBOR, SHA-256 over proposal and signature. */
    public Cid cid() {
        return Cid.v1(Cid.DAG_CBOR, Multihash.sha256(toBytes()));
    }

    /** What the chain knows the proposal by: CIDv1, DAG-CBOR, BLAKE2b-256 over the proposal alone. */
    public Cid proposalCid() {
        return Cid.v1(Cid.DAG_CBOR, Multihash.blake2b256(proposalBytes));
    }

    @Override
    public byte[] proposalBytes() {
        return proposalBytes.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ClientDealProposal p
                && Arrays.equals(proposalBytes, p.proposalBytes)
                && Arrays.equals(signature, p.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(proposalBytes);
    }
}
