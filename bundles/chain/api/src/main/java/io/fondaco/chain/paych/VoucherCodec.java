package io.fondaco.chain.paych;

import io.fondaco.chain.internal.Fields;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Epoch;
import java.util.Optional;

/** Vouchers as CBOR tuples, one way each. Source: specs.filecoin.io, Payment Channels. */
public final class VoucherCodec {
    /** Longest voucher, in bytes: as long as a message, which must hold it. */
    public static final int MAX_VOUCHER = 64 << 10;

    /** Longest hash of a secret read, in bytes; real ones have 32. */
    private static final int MAX_HASH = 256;

    private VoucherCodec() {}

    public static byte[] encode(SignedVoucher voucher) {
        return Fields.encode(voucher, VoucherCodec::write);
    }

    /** Reads exactly one voucher, or throws {@link DecodeException}. */
    public static SignedVoucher decode(byte[] cbor) {
        return Fields.decode(cbor, MAX_VOUCHER, VoucherCodec::read);
    }

    /** Writes the voucher as the next item. */
    public static void write(CborWriter out, SignedVoucher voucher) {
        out.writeListHeader(11)
                .writeAddress(voucher.channel())
                .writeLong(voucher.timeLockMin().number())
                .writeLong(voucher.timeLockMax().number())
                .writeBytes(voucher.secretHash())
                .writeNullable(voucher.extra().orElse(null), (to, call) -> to.writeListHeader(3)
                        .writeAddress(call.actor())
                        .writeUnsignedLong(call.method())
                        .writeBytes(call.params()))
                .writeUnsignedLong(voucher.lane())
                .writeUnsignedLong(voucher.nonce())
                .writeTokenAmount(voucher.amount())
                .writeLong(voucher.minSettleHeight().number());
        Fields.writeList(out, voucher.merges(), (to, merge) -> to.writeListHeader(2)
                .writeUnsignedLong(merge.lane())
                .writeUnsignedLong(merge.nonce()));
        Fields.writeOptionalSignature(out, voucher.signature());
    }

    /** Reads the next item, or throws {@link DecodeException}. */
    public static SignedVoucher read(CborReader in) {
        in.readListHeader(11);
        return new SignedVoucher(
                in.readAddress(),
                Epoch.of(in.readLong()),
                Epoch.of(in.readLong()),
                in.readBytes(MAX_HASH),
                Optional.ofNullable(in.readNullable(VoucherCodec::readCall)),
                in.readUnsignedLong(),
                in.readUnsignedLong(),
                in.readTokenAmount(),
                Epoch.of(in.readLong()),
                Fields.readList(in, VoucherCodec::readMerge),
                Fields.readOptionalSignature(in));
    }

    private static ExtraCall readCall(CborReader in) {
        in.readListHeader(3);
        return new ExtraCall(in.readAddress(), in.readUnsignedLong(), in.readBytes(MAX_VOUCHER));
    }

    private static Merge readMerge(CborReader in) {
        in.readListHeader(2);
        return new Merge(in.readUnsignedLong(), in.readUnsignedLong());
    }
}
