package io.fondaco.chain.actors.paych;

import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.paych.SignedVoucher;
import io.fondaco.chain.paych.VoucherCodec;
import io.fondaco.model.Address;

/** Parameters of a payment channel's methods. */
public final class PaychParams {
    private PaychParams() {}

    /** A channel: {@code [from, to]}. */
    public record Channel(Address from, Address to) {
        public static final Codec<Channel> CODEC = new Codec<>(
                (out, p) -> out.writeListHeader(2).writeAddress(p.from).writeAddress(p.to), in -> {
                    in.readListHeader(2);
                    return new Channel(in.readAddress(), in.readAddress());
                });
    }

    /** A voucher to redeem: {@code [voucher, secret]}. @param secret no bytes for a voucher without one */
    public record Update(SignedVoucher voucher, byte[] secret) {
        public static final Codec<Update> CODEC = new Codec<>(
                (out, p) -> {
                    out.writeListHeader(2);
                    VoucherCodec.write(out, p.voucher);
                    out.writeBytes(p.secret);
                },
                in -> {
                    in.readListHeader(2);
                    return new Update(VoucherCodec.read(in), in.readBytes());
                });
    }
}
