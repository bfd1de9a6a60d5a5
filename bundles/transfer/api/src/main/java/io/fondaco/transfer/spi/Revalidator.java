package io.fondaco.transfer.spi;

import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.Voucher;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has a say while a transfer goes out that was asked for with a voucher: how paid retrieval stops for money and goes on
 * when it came. Registered as a service. Both calls come from workers and must be quick.
 */
@ConsumerType
public interface Revalidator {

    /** What is to be done. */
    sealed interface Verdict {

        /** @param result told to the peer, if anything */
        record GoOn(Optional<Voucher> result) implements Verdict {}

        /**
         * Send nothing more until a voucher comes that is answered with {@link GoOn}.
         *
         * @param result told to the peer: what it lacks
         */
        record Pause(Voucher result) implements Verdict {}

        /**
         * End the transfer.
         *
         * @param why one sentence
         * @param result told to the peer, if anything
         */
        record Stop(String why, Optional<Voucher> result) implements Verdict {}
    }

    /** The type of the voucher that opened the transfers this one speaks for. */
    String voucherType();

    /** So many bytes of blocks are about to have been sent since the channel was opened, the next block included. */
    Verdict sent(TransferId id, long bytes);

    /** The peer sent a voucher after the first. */
    Verdict voucher(TransferId id, Voucher voucher);
}
