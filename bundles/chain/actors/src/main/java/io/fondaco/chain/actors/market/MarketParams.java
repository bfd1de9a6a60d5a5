package io.fondaco.chain.actors.market;

import io.fondaco.chain.actors.Codec;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.List;

/**
 * Parameters and returns of the market's methods, and of the methods of others that it calls. What PublishStorageDeals
 * takes is {@link io.fondaco.chain.PublishDealsParams}.
 */
public final class MarketParams {
    private static final Codec<List<Long>> IDS = Codec.list(Codec.UNSIGNED);

    private MarketParams() {}

    /** Money to take out: {@code [address, amount]}. @param amount attoFIL; less is paid if less is free */
    public record Withdraw(Address address, TokenAmount amount) {
        public static final Codec<Withdraw> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeAddress(p.address).writeTokenAmount(p.amount),
                Codec.tuple(2, in -> new Withdraw(in.readAddress(), in.readTokenAmount())));
    }

    /** An address's money: {@code [escrow, locked]}, attoFIL; what is locked is part of the escrow. */
    public record Balance(TokenAmount escrow, TokenAmount locked) {
        public static final Codec<Balance> CODEC = new Codec<>(
                (out, b) -> out.writeListHeader(2).writeTokenAmount(b.escrow).writeTokenAmount(b.locked),
                Codec.tuple(2, in -> new Balance(in.readTokenAmount(), in.readTokenAmount())));
    }

    /** What was published: {@code [ids, accepted]}. @param accepted places in the parameters of the deals that got ids */
    public record Published(List<Long> ids, BitField accepted) {
        public static final Codec<Published> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2);
                    IDS.writer().accept(out, p.ids);
                    p.accepted.write(out);
                },
                Codec.tuple(2, in -> new Published(IDS.reader().apply(in), BitField.read(in))));
    }

    /** The deals a sector is to hold: {@code [expiration, deals]}. */
    public record SectorDeals(Epoch expiration, List<Long> deals) {
        static final Codec<SectorDeals> CODEC = new Codec<>(
                (out, s) -> {
                    out.writeListHeader(2).writeLong(s.expiration.number());
                    IDS.writer().accept(out, s.deals);
                },
                Codec.tuple(
                        2,
                        in -> new SectorDeals(
                                Epoch.of(in.readLong()), IDS.reader().apply(in))));
    }

    /** What VerifyDealsForActivation takes: {@code [[sector, ..]]}. */
    public static final Codec<List<SectorDeals>> VERIFY = Codec.wrapped(Codec.list(SectorDeals.CODEC));

    /**
     * What the deals of a sector weigh: {@code [space, weight, verified weight]}.
     *
     * @param space bytes
     * @param weight byte-epochs of deals that are not verified
     * @param verifiedWeight byte-epochs of verified deals
     */
    public record SectorWeights(long space, BigInteger weight, BigInteger verifiedWeight) {
        static final Codec<SectorWeights> CODEC = new Codec<>(
                (out, w) -> {
                    out.writeListHeader(3).writeUnsignedLong(w.space);
                    Codec.BIG.writer().accept(out, w.weight);
                    Codec.BIG.writer().accept(out, w.verifiedWeight);
                },
                Codec.tuple(
                        3,
                        in -> new SectorWeights(
                                in.readUnsignedLong(),
                                Codec.BIG.reader().apply(in),
                                Codec.BIG.reader().apply(in))));
    }

    /** What VerifyDealsForActivation returns: {@code [[weights, ..]]}. */
    public static final Codec<List<SectorWeights>> WEIGHTS = Codec.wrapped(Codec.list(SectorWeights.CODEC));

    /** Deals that are in a sector now: {@code [deals, expiration of the sector]}. */
    public record Activate(List<Long> deals, Epoch expiration) {
        public static final Codec<Activate> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2);
                    IDS.writer().accept(out, p.deals);
                    out.writeLong(p.expiration.number());
                },
                Codec.tuple(2, in -> new Activate(IDS.reader().apply(in), Epoch.of(in.readLong()))));
    }

    /** Deals whose sectors are no more: {@code [epoch, deals]}. @param epoch when that happened */
    public record Terminate(Epoch epoch, List<Long> deals) {
        public static final Codec<Terminate> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2).writeLong(p.epoch.number());
                    IDS.writer().accept(out, p.deals);
                },
                Codec.tuple(
                        2,
                        in -> new Terminate(
                                Epoch.of(in.readLong()), IDS.reader().apply(in))));
    }

    /** The deals of a sector in their order: {@code [deals, seal proof type]}. */
    public record SectorData(List<Long> deals, long sealProof) {
        static final Codec<SectorData> CODEC = new Codec<>(
                (out, s) -> {
                    out.writeListHeader(2);
                    IDS.writer().accept(out, s.deals);
                    out.writeLong(s.sealProof);
                },
                Codec.tuple(2, in -> new SectorData(IDS.reader().apply(in), in.readLong())));
    }

    /** What ComputeDataCommitment takes: {@code [[sector, ..]]}. */
    public static final Codec<List<SectorData>> COMPUTE = Codec.wrapped(Codec.list(SectorData.CODEC));

    /** What ComputeDataCommitment returns: {@code [[CommD, ..]]}. */
    public static final Codec<List<Cid>> COMMITMENTS = Codec.wrapped(Codec.list(Codec.CID));

    /** What SettleDealPayments takes: the ids, as a bit field. */
    public static final Codec<BitField> SETTLE = new Codec<>((out, ids) -> ids.write(out), BitField::read);

    /** What became of a deal: {@code [payment, completed]}. @param payment attoFIL to the provider, this time */
    public record Settlement(TokenAmount payment, boolean completed) {
        static final Codec<Settlement> CODEC = new Codec<>(
                (out, s) -> out.writeListHeader(2).writeTokenAmount(s.payment).writeBoolean(s.completed),
                Codec.tuple(2, in -> new Settlement(in.readTokenAmount(), in.readBoolean())));
    }

    /** A deal that could not be settled: {@code [index, exit code]}. @param index place among the ids, from 0 */
    public record Failure(long index, long exitCode) {
        static final Codec<Failure> CODEC = new Codec<>(
                (out, f) -> out.writeListHeader(2).writeUnsignedLong(f.index).writeUnsignedLong(f.exitCode),
                Codec.tuple(2, in -> new Failure(in.readUnsignedLong(), in.readUnsignedLong())));
    }

    /** What SettleDealPayments returns: {@code [[successes, failures], settlements]}. */
    public record Settled(List<Failure> failures, List<Settlement> settlements) {
        private static final Codec<List<Failure>> FAILURES = Codec.list(Failure.CODEC);
        private static final Codec<List<Settlement>> SETTLEMENTS = Codec.list(Settlement.CODEC);

        public static final Codec<Settled> CODEC = new Codec<>(
                (out, s) -> {
                    out.writeListHeader(2).writeListHeader(2).writeUnsignedLong(s.settlements.size());
                    FAILURES.writer().accept(out, s.failures);
                    SETTLEMENTS.writer().accept(out, s.settlements);
                },
                Codec.tuple(2, in -> {
                    in.readListHeader(2);
                    in.readUnsignedLong();
                    return new Settled(
                            FAILURES.reader().apply(in), SETTLEMENTS.reader().apply(in));
                }));
    }

    /** Who may act for a miner, as its method {@link #CONTROL_ADDRESSES} tells: {@code [owner, worker, control]}. */
    public record Control(Address owner, Address worker, List<Address> control) {
        private static final Codec<List<Address>> ADDRESSES = Codec.list(Codec.ADDRESS);

        public static final Codec<Control> CODEC = new Codec<>(
                (out, c) -> {
                    out.writeListHeader(3).writeAddress(c.owner).writeAddress(c.worker);
                    ADDRESSES.writer().accept(out, c.control);
                },
                Codec.tuple(
                        3,
                        in -> new Control(
                                in.readAddress(),
                                in.readAddress(),
                                ADDRESSES.reader().apply(in))));
    }

    /** The method of miners that returns {@link Control}. */
    public static final long CONTROL_ADDRESSES = 2;

    /** Data cap to use up or give back: {@code [client, bytes]}. */
    record DataCap(Address client, BigInteger bytes) {
        static final Codec<DataCap> CODEC = new Codec<>(
                (out, d) -> {
                    out.writeListHeader(2).writeAddress(d.client);
                    Codec.BIG.writer().accept(out, d.bytes);
                },
                Codec.tuple(
                        2,
                        in -> new DataCap(in.readAddress(), Codec.BIG.reader().apply(in))));
    }
}
