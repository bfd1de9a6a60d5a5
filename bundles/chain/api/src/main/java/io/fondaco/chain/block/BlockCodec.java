package io.fondaco.chain.block;

import io.fondaco.chain.internal.Fields;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;

/**
 * Blocks as CBOR tuples, one way each. Every {@code decode} and {@code read} throws {@link DecodeException}.
 *
 * <p>Source: specs.filecoin.io, Block.
 */
public final class BlockCodec {
    /** Longest block as it is gossiped, in bytes: ten thousand CIDs and a header. */
    public static final int MAX_BLOCK = 1 << 20;

    /** Longest VRF proof or beacon entry read, in bytes; real ones have 96. */
    private static final int MAX_PROOF = 64 << 10;

    /** Longest winning PoSt read, in bytes: 192 bytes as Filecoin has it, 90,337 of the kind vanilla. */
    private static final int MAX_POST = 128 << 10;

    private BlockCodec() {}

    public static byte[] encode(BlockHeader header) {
        return Fields.encode(header, BlockCodec::write);
    }

    public static byte[] encode(BlockMessage block) {
        return Fields.encode(block, BlockCodec::write);
    }

    public static byte[] encode(MessageRoots roots) {
        return new CborWriter()
                .writeListHeader(2)
                .writeCid(roots.bls())
                .writeCid(roots.secp())
                .toBytes();
    }

    /** Reads exactly one header. */
    public static BlockHeader decodeHeader(byte[] cbor) {
        return Fields.decode(cbor, MAX_BLOCK, BlockCodec::readHeader);
    }

    /** Reads exactly one block as it is gossiped. */
    public static BlockMessage decodeBlock(byte[] cbor) {
        return Fields.decode(cbor, MAX_BLOCK, BlockCodec::readBlock);
    }

    /** Reads exactly one pair of roots. */
    public static MessageRoots decodeRoots(byte[] cbor) {
        return Fields.decode(cbor, MAX_BLOCK, in -> {
            in.readListHeader(2);
            return new MessageRoots(in.readCid(), in.readCid());
        });
    }

    /** Writes the block as the next item. */
    public static void write(CborWriter out, BlockMessage block) {
        out.writeListHeader(3);
        write(out, block.header());
        Fields.writeCids(out, block.blsMessages());
        Fields.writeCids(out, block.secpMessages());
    }

    /** Writes the header as the next item. */
    public static void write(CborWriter out, BlockHeader header) {
        out.writeListHeader(16).writeAddress(header.miner());
        out.writeListHeader(1).writeBytes(header.ticket().vrf());
        out.writeListHeader(2)
                .writeLong(header.electionProof().winCount())
                .writeBytes(header.electionProof().vrf());
        Fields.writeList(out, header.beaconEntries(), (to, entry) -> to.writeListHeader(2)
                .writeUnsignedLong(entry.round())
                .writeBytes(entry.data()));
        Fields.writeList(out, header.winningPoSt(), (to, post) -> to.writeListHeader(2)
                .writeLong(post.type())
                .writeBytes(post.proof()));
        Fields.writeCids(out, header.parents().cids());
        out.writeTokenAmount(TokenAmount.atto(header.parentWeight()))
                .writeLong(header.height().number())
                .writeCid(header.stateRoot())
                .writeCid(header.receipts())
                .writeCid(header.messages());
        Fields.writeOptionalSignature(out, header.blsAggregate());
        out.writeUnsignedLong(header.timestamp());
        Fields.writeOptionalSignature(out, header.signature());
        out.writeUnsignedLong(header.forkSignal()).writeTokenAmount(header.parentBaseFee());
    }

    /** Reads the next item. */
    public static BlockHeader readHeader(CborReader in) {
        in.readListHeader(16);
        return new BlockHeader(
                in.readAddress(),
                readTicket(in),
                readElectionProof(in),
                Fields.readList(in, BlockCodec::readBeaconEntry),
                Fields.readList(in, BlockCodec::readPoSt),
                new TipsetKey(Fields.readCids(in)),
                in.readTokenAmount().atto(),
                Epoch.of(in.readLong()),
                in.readCid(),
                in.readCid(),
                in.readCid(),
                Fields.readOptionalSignature(in),
                in.readUnsignedLong(),
                Fields.readOptionalSignature(in),
                in.readUnsignedLong(),
                in.readTokenAmount());
    }

    /** Reads the next item. */
    public static BlockMessage readBlock(CborReader in) {
        in.readListHeader(3);
        return new BlockMessage(readHeader(in), Fields.readCids(in), Fields.readCids(in));
    }

    private static Ticket readTicket(CborReader in) {
        in.readListHeader(1);
        return new Ticket(in.readBytes(MAX_PROOF));
    }

    private static ElectionProof readElectionProof(CborReader in) {
        in.readListHeader(2);
        return new ElectionProof(in.readLong(), in.readBytes(MAX_PROOF));
    }

    private static BeaconEntry readBeaconEntry(CborReader in) {
        in.readListHeader(2);
        return new BeaconEntry(in.readUnsignedLong(), in.readBytes(MAX_PROOF));
    }

    private static WinningPoSt readPoSt(CborReader in) {
        in.readListHeader(2);
        return new WinningPoSt(in.readLong(), in.readBytes(MAX_POST));
    }
}
