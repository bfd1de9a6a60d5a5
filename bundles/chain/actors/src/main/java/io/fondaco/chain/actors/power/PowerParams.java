package io.fondaco.chain.actors.power;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Estimate;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;

/** Parameters and returns of the power actor's methods, and of the methods of miners that it calls. */
public final class PowerParams {
    private static final Codec<List<byte[]>> MULTIADDRS = Codec.list(Codec.BYTES);
    private static final Codec<List<Address>> ADDRESSES = Codec.list(Codec.ADDRESS);
    private static final Codec<List<Long>> NUMBERS = Codec.list(Codec.UNSIGNED);

    private PowerParams() {}

    /**
     * A miner to make: {@code [owner, worker, window PoSt type, peer, multiaddrs]}.
     *
     * @param windowPostType registered window PoSt proof type, which tells the sector size
     * @param peer bytes of its peer id; may be empty
     */
    public record CreateMiner(
            Address owner, Address worker, long windowPostType, byte[] peer, List<byte[]> multiaddrs) {
        public static final Codec<CreateMiner> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(5)
                            .writeAddress(p.owner)
                            .writeAddress(p.worker)
                            .writeLong(p.windowPostType)
                            .writeBytes(p.peer);
                    MULTIADDRS.writer().accept(out, p.multiaddrs);
                },
                in -> {
                    in.readListHeader(5);
                    return new CreateMiner(
                            in.readAddress(),
                            in.readAddress(),
                            in.readLong(),
                            in.readBytes(),
                            MULTIADDRS.reader().apply(in));
                });
    }

    /** What a miner's constructor takes: {@code [owner, worker, control, window PoSt type, peer, multiaddrs]}. */
    public record ConstructMiner(
            Address owner,
            Address worker,
            List<Address> control,
            long windowPostType,
            byte[] peer,
            List<byte[]> multiaddrs) {
        public static final Codec<ConstructMiner> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(6).writeAddress(p.owner).writeAddress(p.worker);
                    ADDRESSES.writer().accept(out, p.control);
                    out.writeLong(p.windowPostType).writeBytes(p.peer);
                    MULTIADDRS.writer().accept(out, p.multiaddrs);
                },
                in -> {
                    in.readListHeader(6);
                    return new ConstructMiner(
                            in.readAddress(),
                            in.readAddress(),
                            ADDRESSES.reader().apply(in),
                            in.readLong(),
                            in.readBytes(),
                            MULTIADDRS.reader().apply(in));
                });
    }

    /** How a miner's power changes: {@code [raw, quality adjusted]}, bytes of either sign. */
    public record PowerDelta(BigInteger raw, BigInteger qualityAdjusted) {
        public static final Codec<PowerDelta> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2);
                    Codec.BIG.writer().accept(out, p.raw);
                    Codec.BIG.writer().accept(out, p.qualityAdjusted);
                },
                in -> {
                    in.readListHeader(2);
                    return new PowerDelta(
                            Codec.BIG.reader().apply(in), Codec.BIG.reader().apply(in));
                });
    }

    /** When a miner wants to be called, and with what: {@code [epoch, payload]}. */
    public record Enroll(Epoch epoch, byte[] payload) {
        public static final Codec<Enroll> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeLong(p.epoch.number()).writeBytes(p.payload), in -> {
                    in.readListHeader(2);
                    return new Enroll(Epoch.of(in.readLong()), in.readBytes());
                });
    }

    /** What a miner gets when its time has come: {@code [payload, smoothed reward, smoothed power]}. */
    public record Deferred(byte[] payload, Estimate reward, Estimate power) {
        public static final Codec<Deferred> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(3).writeBytes(p.payload);
                    Estimate.CODEC.writer().accept(out, p.reward);
                    Estimate.CODEC.writer().accept(out, p.power);
                },
                in -> {
                    in.readListHeader(3);
                    return new Deferred(
                            in.readBytes(),
                            Estimate.CODEC.reader().apply(in),
                            Estimate.CODEC.reader().apply(in));
                });
    }

    /** Sectors of a miner whose seals hold: {@code [sectors, smoothed reward, baseline power, smoothed power]}. */
    public record Confirmed(List<Long> sectors, Estimate reward, BigInteger baselinePower, Estimate power) {
        public static final Codec<Confirmed> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(4);
                    NUMBERS.writer().accept(out, p.sectors);
                    Estimate.CODEC.writer().accept(out, p.reward);
                    Codec.BIG.writer().accept(out, p.baselinePower);
                    Estimate.CODEC.writer().accept(out, p.power);
                },
                in -> {
                    in.readListHeader(4);
                    return new Confirmed(
                            NUMBERS.reader().apply(in),
                            Estimate.CODEC.reader().apply(in),
                            Codec.BIG.reader().apply(in),
                            Estimate.CODEC.reader().apply(in));
                });
    }

    /** The network's power as elections count it: {@code [raw, quality adjusted, pledge, smoothed power]}. */
    public record CurrentPower(BigInteger raw, BigInteger qualityAdjusted, TokenAmount pledge, Estimate smoothed) {
        public static final Codec<CurrentPower> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(4);
                    Codec.BIG.writer().accept(out, p.raw);
                    Codec.BIG.writer().accept(out, p.qualityAdjusted);
                    out.writeTokenAmount(p.pledge);
                    Estimate.CODEC.writer().accept(out, p.smoothed);
                },
                in -> {
                    in.readListHeader(4);
                    return new CurrentPower(
                            Codec.BIG.reader().apply(in),
                            Codec.BIG.reader().apply(in),
                            in.readTokenAmount(),
                            Estimate.CODEC.reader().apply(in));
                });
    }

    /**
     * A seal to check: {@code [seal proof type, [miner, sector], deals, randomness, interactive randomness, proof, sealed,
     * unsealed]}.
     */
    public static final Codec<Syscalls.Seal> SEAL = new Codec<>(PowerParams::writeSeal, PowerParams::readSeal);

    private static void writeSeal(CborWriter out, Syscalls.Seal s) {
        out.writeListHeader(8)
                .writeLong(s.sealProof())
                .writeListHeader(2)
                .writeUnsignedLong(s.miner())
                .writeUnsignedLong(s.sector());
        NUMBERS.writer().accept(out, s.deals());
        out.writeBytes(s.sealRandomness())
                .writeBytes(s.interactiveRandomness())
                .writeBytes(s.proof())
                .writeCid(s.sealedCid())
                .writeCid(s.unsealedCid());
    }

    private static Syscalls.Seal readSeal(CborReader in) {
        in.readListHeader(8);
        long type = in.readLong();
        in.readListHeader(2);
        return new Syscalls.Seal(
                type,
                in.readUnsignedLong(),
                in.readUnsignedLong(),
                NUMBERS.reader().apply(in),
                in.readBytes(),
                in.readBytes(),
                in.readBytes(),
                in.readCid(),
                in.readCid());
    }
}
