package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.transfer.Voucher;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;

/** Vouchers as the house has them, in bytes, and as messages have them, as nodes. */
final class Vouchers {

    private Vouchers() {}

    /** {@link io.fondaco.codec.DecodeException} when the body is not DAG-CBOR. */
    static Typed typed(Voucher voucher) {
        return new Typed(voucher.type(), DagCbor.decode(voucher.body()));
    }

    static Voucher of(Typed typed) {
        return new Voucher(typed.type(), DagCbor.encode(typed.body()));
    }
}
