package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;

/**
 * Parameters and returns of a miner's methods. Those power calls it with are in {@link
 * io.fondaco.chain.actors.power.PowerParams}, what ControlAddresses returns in {@link
 * io.fondaco.chain.actors.market.MarketParams.Control}.
 */
public final class MinerParams {
    static final Codec<List<Long>> NUMBERS = Codec.list(Codec.UNSIGNED);
    private static final Codec<List<Address>> ADDRESSES = Codec.list(Codec.ADDRESS);

    /** What WithdrawBalance takes: {@code [amount]}, attoFIL; less is paid if less is free. It returns what was paid. */
    public static final Codec<TokenAmount> WITHDRAW = Codec.wrapped(Codec.TOKEN);

    private MinerParams() {}

    /** {@code [worker, control]}. */
    public record ChangeWorker(Address worker, List<Address> control) {
        public static final Codec<ChangeWorker> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2).writeAddress(p.worker);
                    ADDRESSES.writer().accept(out, p.control);
                },
                Codec.tuple(
                        2,
                        in -> new ChangeWorker(
                                in.readAddress(), ADDRESSES.reader().apply(in))));
    }

    /** A reward and what is to be paid of it: {@code [reward, penalty]}, attoFIL. */
    public record Reward(TokenAmount reward, TokenAmount penalty) {
        public static final Codec<Reward> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeTokenAmount(p.reward).writeTokenAmount(p.penalty),
                Codec.tuple(2, in -> new Reward(in.readTokenAmount(), in.readTokenAmount())));
    }

    /**
     * What PreCommitSector takes, a tuple of ten: the last four are of upgrades, which there are none of any more.
     *
     * @param sealEpoch the epoch of the ticket it was sealed with
     * @param upgrade must be false
     */
    public record Sector(
            long sealProof,
            long number,
            Cid sealedCid,
            Epoch sealEpoch,
            List<Long> deals,
            Epoch expiration,
            boolean upgrade) {
        public static final Codec<Sector> CODEC = new Codec<>(
                (out, s) -> {
                    out.writeListHeader(10)
                            .writeLong(s.sealProof)
                            .writeUnsignedLong(s.number)
                            .writeCid(s.sealedCid)
                            .writeLong(s.sealEpoch.number());
                    NUMBERS.writer().accept(out, s.deals);
                    out.writeLong(s.expiration.number())
                            .writeBoolean(s.upgrade)
                            .writeUnsignedLong(0)
                            .writeUnsignedLong(0)
                            .writeUnsignedLong(0);
                },
                Codec.tuple(10, in -> {
                    Sector sector = new Sector(
                            in.readLong(),
                            in.readUnsignedLong(),
                            in.readCid(),
                            Epoch.of(in.readLong()),
                            NUMBERS.reader().apply(in),
                            Epoch.of(in.readLong()),
                            in.readBoolean());
                    in.readUnsignedLong();
                    in.readUnsignedLong();
                    in.readUnsignedLong();
                    return sector;
                }));
    }

    /** {@code [sector, proof]}. */
    public record ProveCommit(long sector, byte[] proof) {
        public static final Codec<ProveCommit> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeUnsignedLong(p.sector).writeBytes(p.proof),
                Codec.tuple(2, in -> new ProveCommit(in.readUnsignedLong(), in.readBytes())));
    }

    /** Sectors of a partition: {@code [deadline, partition, sectors]}. */
    public record Declared(long deadline, long partition, BitField sectors) {
        private static final Codec<Declared> CODEC = new Codec<>(
                (out, d) -> {
                    out.writeListHeader(3).writeUnsignedLong(d.deadline).writeUnsignedLong(d.partition);
                    d.sectors.write(out);
                },
                Codec.tuple(3, in -> new Declared(in.readUnsignedLong(), in.readUnsignedLong(), BitField.read(in))));
    }

    /** What DeclareFaults, DeclareFaultsRecovered and TerminateSectors take: {@code [[declared, ..]]}. */
    public static final Codec<List<Declared>> DECLARED = Codec.wrapped(Codec.list(Declared.CODEC));

    /** What TerminateSectors returns: {@code [done]}. */
    public static final Codec<Boolean> DONE =
            Codec.wrapped(new Codec<>((out, done) -> out.writeBoolean(done), CborReader::readBoolean));

    /** A partition that is proven: {@code [index, skipped]}. @param skipped sectors that are faulty */
    public record Proven(long index, BitField skipped) {
        private static final Codec<Proven> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2).writeUnsignedLong(p.index);
                    p.skipped.write(out);
                },
                Codec.tuple(2, in -> new Proven(in.readUnsignedLong(), BitField.read(in))));
    }

    static final Codec<List<Syscalls.PostProof>> PROOFS = Codec.list(new Codec<>(
            (out, p) -> out.writeListHeader(2).writeLong(p.type()).writeBytes(p.proof()),
            Codec.tuple(2, in -> new Syscalls.PostProof(in.readLong(), in.readBytes()))));

    private static final Codec<List<Proven>> PROVEN = Codec.list(Proven.CODEC);

    /** {@code [deadline, partitions, proofs, chain commit epoch, chain commit randomness]}. */
    public record WindowPost(
            long deadline,
            List<Proven> partitions,
            List<Syscalls.PostProof> proofs,
            Epoch commitEpoch,
            byte[] commitRandomness) {
        public static final Codec<WindowPost> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(5).writeUnsignedLong(p.deadline);
                    PROVEN.writer().accept(out, p.partitions);
                    PROOFS.writer().accept(out, p.proofs);
                    out.writeLong(p.commitEpoch.number()).writeBytes(p.commitRandomness);
                },
                Codec.tuple(
                        5,
                        in -> new WindowPost(
                                in.readUnsignedLong(),
                                PROVEN.reader().apply(in),
                                PROOFS.reader().apply(in),
                                Epoch.of(in.readLong()),
                                in.readBytes())));
    }

    /** Two block headers, and a third or no bytes: {@code [first, second, witness]}. */
    public record Fault(byte[] first, byte[] second, byte[] witness) {
        public static final Codec<Fault> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(3)
                        .writeBytes(p.first)
                        .writeBytes(p.second)
                        .writeBytes(p.witness),
                Codec.tuple(3, in -> new Fault(in.readBytes(), in.readBytes(), in.readBytes())));
    }

    /** A proof that does not hold: {@code [deadline, index]}. @param index of the proof among those of the deadline */
    public record Dispute(long deadline, long index) {
        public static final Codec<Dispute> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeUnsignedLong(p.deadline).writeUnsignedLong(p.index),
                Codec.tuple(2, in -> new Dispute(in.readUnsignedLong(), in.readUnsignedLong())));
    }

    /** What ChangePeerID takes: {@code [peer]}, bytes of a peer id; may be empty. */
    public static final Codec<byte[]> PEER = Codec.wrapped(Codec.BYTES);

    /** What ChangeMultiaddrs takes: {@code [[multiaddr, ..]]}. */
    public static final Codec<List<byte[]>> MULTIADDRS = Codec.wrapped(Codec.list(Codec.BYTES));

    /** What PreCommitSectorBatch takes: {@code [[sector, ..]]}. */
    public static final Codec<List<Sector>> SECTORS = Codec.wrapped(Codec.list(Sector.CODEC));

    /** Sectors whose proofs are one: {@code [sectors, proof]}. */
    public record Aggregate(BitField sectors, byte[] proof) {
        public static final Codec<Aggregate> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2);
                    p.sectors.write(out);
                    out.writeBytes(p.proof);
                },
                Codec.tuple(2, in -> new Aggregate(BitField.read(in), in.readBytes())));
    }

    /** Partitions of a deadline to be made one: {@code [deadline, partitions]}. */
    public record Compaction(long deadline, BitField partitions) {
        public static final Codec<Compaction> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2).writeUnsignedLong(p.deadline);
                    p.partitions.write(out);
                },
                Codec.tuple(2, in -> new Compaction(in.readUnsignedLong(), BitField.read(in))));
    }

    /** What CompactSectorNumbers takes: {@code [numbers]} that are never to be used. */
    public static final Codec<BitField> SECTOR_NUMBERS =
            Codec.wrapped(new Codec<>((out, numbers) -> numbers.write(out), BitField::read));

    /** Sectors of a partition that are to end later: {@code [deadline, partition, sectors, expiration]}. */
    public record Extension(long deadline, long partition, BitField sectors, Epoch expiration) {
        private static final Codec<Extension> CODEC = new Codec<>(
                (out, e) -> {
                    out.writeListHeader(4).writeUnsignedLong(e.deadline).writeUnsignedLong(e.partition);
                    e.sectors.write(out);
                    out.writeLong(e.expiration.number());
                },
                Codec.tuple(
                        4,
                        in -> new Extension(
                                in.readUnsignedLong(),
                                in.readUnsignedLong(),
                                BitField.read(in),
                                Epoch.of(in.readLong()))));
    }

    /** What ExtendSectorExpiration takes: {@code [[extension, ..]]}. */
    public static final Codec<List<Extension>> EXTENSIONS = Codec.wrapped(Codec.list(Extension.CODEC));
}
