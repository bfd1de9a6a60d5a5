package io.fondaco.chain.actors.multisig;

import io.fondaco.chain.actors.Codec;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.List;

/** Parameters and returns of a multisig's methods. */
public final class MultisigParams {
    private MultisigParams() {}

    /**
     * A multisig: {@code [signers, threshold, unlock duration, start epoch]}.
     *
     * @param threshold approvals a transaction needs; unsigned
     * @param unlockDuration epochs over which what it is given at first unlocks; 0 locks nothing
     */
    public record Create(List<Address> signers, long threshold, long unlockDuration, Epoch start) {
        public static final Codec<Create> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(4);
                    ADDRESSES.writer().accept(out, p.signers);
                    out.writeUnsignedLong(p.threshold)
                            .writeLong(p.unlockDuration)
                            .writeLong(p.start.number());
                },
                in -> {
                    in.readListHeader(4);
                    return new Create(
                            ADDRESSES.reader().apply(in),
                            in.readUnsignedLong(),
                            in.readLong(),
                            Epoch.of(in.readLong()));
                });
    }

    static final Codec<List<Address>> ADDRESSES = Codec.list(Codec.ADDRESS);

    /** A transaction to propose: {@code [to, value, method, params]}. */
    public record Propose(Address to, TokenAmount value, long method, byte[] params) {
        public static final Codec<Propose> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(4)
                        .writeAddress(p.to)
                        .writeTokenAmount(p.value)
                        .writeUnsignedLong(p.method)
                        .writeBytes(p.params),
                in -> {
                    in.readListHeader(4);
                    return new Propose(in.readAddress(), in.readTokenAmount(), in.readUnsignedLong(), in.readBytes());
                });
    }

    /** What became of a proposal: {@code [id, applied, code, return]}. */
    public record Proposed(long id, boolean applied, long code, byte[] returned) {
        public static final Codec<Proposed> CODEC = new Codec<>(
                (out, r) -> out.writeListHeader(4)
                        .writeLong(r.id)
                        .writeBoolean(r.applied)
                        .writeLong(r.code)
                        .writeBytes(r.returned),
                in -> {
                    in.readListHeader(4);
                    return new Proposed(in.readLong(), in.readBoolean(), in.readLong(), in.readBytes());
                });
    }

    /**
     * A transaction that is meant: {@code [id, proposal hash]}.
     *
     * @param hash {@link Transaction#hash} of what the caller thinks it is; no bytes to trust the number
     */
    public record Which(long id, byte[] hash) {
        public static final Codec<Which> CODEC =
                new Codec<>((out, p) -> out.writeListHeader(2).writeLong(p.id).writeBytes(p.hash), in -> {
                    in.readListHeader(2);
                    return new Which(in.readLong(), in.readBytes());
                });
    }

    /** What became of an approval: {@code [applied, code, return]}. */
    public record Approved(boolean applied, long code, byte[] returned) {
        public static final Codec<Approved> CODEC = new Codec<>(
                (out, r) -> out.writeListHeader(3)
                        .writeBoolean(r.applied)
                        .writeLong(r.code)
                        .writeBytes(r.returned),
                in -> {
                    in.readListHeader(3);
                    return new Approved(in.readBoolean(), in.readLong(), in.readBytes());
                });
    }

    /** A signer and whether the threshold goes with it: {@code [signer, increase or decrease]}. */
    public record Signer(Address signer, boolean threshold) {
        public static final Codec<Signer> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeAddress(p.signer).writeBoolean(p.threshold), in -> {
                    in.readListHeader(2);
                    return new Signer(in.readAddress(), in.readBoolean());
                });
    }

    /** One signer for another: {@code [from, to]}. */
    public record Swap(Address from, Address to) {
        public static final Codec<Swap> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeAddress(p.from).writeAddress(p.to), in -> {
                    in.readListHeader(2);
                    return new Swap(in.readAddress(), in.readAddress());
                });
    }

    /** Approvals a transaction needs from now on: {@code [threshold]}, unsigned. */
    public static final Codec<Long> THRESHOLD =
            new Codec<>((out, n) -> out.writeListHeader(1).writeUnsignedLong(n), in -> {
                in.readListHeader(1);
                return in.readUnsignedLong();
            });

    /** What to lock: {@code [start, unlock duration, amount]}. */
    public record Lock(Epoch start, long unlockDuration, TokenAmount amount) {
        public static final Codec<Lock> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(3)
                        .writeLong(p.start.number())
                        .writeLong(p.unlockDuration)
                        .writeTokenAmount(p.amount),
                in -> {
                    in.readListHeader(3);
                    return new Lock(Epoch.of(in.readLong()), in.readLong(), in.readTokenAmount());
                });
    }
}
