package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.ipld.Node;
import io.fondaco.model.Cid;
import io.fondaco.model.PeerId;
import java.util.Optional;

/** A message of data-transfer 1.2. Source: go-data-transfer, message schema. */
public sealed interface TransferMessage {

    /** On a stream of its own, one after the other without a length. */
    String PROTOCOL = "/fil/datatransfer/1.2.0";

    /** In GraphSync messages; the first two only beside a first response and beside blocks. */
    String EXTENSION = "fil/data-transfer/1.1";

    String AT_FIRST = "fil/data-transfer/incoming-request/1.1";

    String BESIDE_BLOCKS = "fil/data-transfer/outgoing-block/1.1";

    /** The largest message, in bytes. */
    int MOST = 1 << 20;

    /** What a message is about; the ordinal is its number on the wire. */
    enum Type {
        NEW,
        UPDATE,
        CANCEL,
        COMPLETE,
        VOUCHER,
        VOUCHER_RESULT,
        RESTART,
        RESTART_EXISTING
    }

    Type type();

    /** The channel's number, unique for its initiator; unsigned on the wire. */
    long number();

    /**
     * Something typed: a voucher, or the result of one.
     *
     * @param type empty when there is none
     * @param body null node when there is none
     */
    record Typed(String type, Node body) {
        public static final Typed NONE = new Typed("", Node.ofNull());
    }

    /** Names a channel that the responder wants to go on with. */
    record Existing(PeerId initiator, PeerId responder, long number) {}

    /**
     * From the initiator of a channel.
     *
     * @param existing only of {@link Type#RESTART_EXISTING}, which the responder sends
     */
    record Request(
            Type type,
            long number,
            boolean paused,
            boolean pull,
            Optional<Cid> root,
            Optional<Node> selector,
            Typed voucher,
            Optional<Existing> existing)
            implements TransferMessage {

        /** One with nothing but a type. */
        static Request plain(Type type, long number, boolean paused) {
            return new Request(
                    type, number, paused, false, Optional.empty(), Optional.empty(), Typed.NONE, Optional.empty());
        }

        static Request voucher(long number, Typed voucher) {
            return new Request(
                    Type.VOUCHER, number, false, false, Optional.empty(), Optional.empty(), voucher, Optional.empty());
        }
    }

    /** From the responder of a channel. */
    record Response(Type type, long number, boolean accepted, boolean paused, Typed result)
            implements TransferMessage {}
}
