package io.fondaco.transfer.graphsync.internal.graphsync;

import io.fondaco.codec.ipld.Node;
import io.fondaco.model.Cid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What goes over a GraphSync stream: requests of the sender, responses to requests of the receiver, and the blocks these
 * responses speak of. Source: GraphSync 2.0, message specification.
 */
public record Message(List<Request> requests, List<Response> responses, List<Block> blocks) {

    /** The protocol, and the largest message in bytes, as in Go's implementation. */
    public static final String PROTOCOL = "/ipfs/graphsync/2.0.0";

    public static final int MOST = 4 << 20;

    /** The largest block, in bytes. */
    public static final int MOST_BLOCK = 2 << 20;

    /** Requests in one message, and responses: each costs the one who answers much more than the one who asks. */
    public static final int MOST_REQUESTS = 256;

    public Message {
        requests = List.copyOf(requests);
        responses = List.copyOf(responses);
        blocks = List.copyOf(blocks);
    }

    /** What a request is for. */
    public enum Kind {
        NEW("n"),
        CANCEL("c"),
        UPDATE("u");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * A request.
     *
     * @param priority higher goes first; 0 when nothing is said
     * @param root and selector, only of new ones
     */
    public record Request(
            UUID id,
            Kind kind,
            int priority,
            Optional<Cid> root,
            Optional<Node> selector,
            Map<String, Node> extensions) {

        public Request {
            extensions = Map.copyOf(extensions);
        }

        static Request cancel(UUID id) {
            return new Request(id, Kind.CANCEL, 0, Optional.empty(), Optional.empty(), Map.of());
        }

        static Request update(UUID id, Map<String, Node> extensions) {
            return new Request(id, Kind.UPDATE, 0, Optional.empty(), Optional.empty(), extensions);
        }
    }

    /** What became of a link the responder met. */
    public enum Action {
        /** The block is in this message. */
        PRESENT("p"),
        /** The responder has it and does not send it: the requestor has it. */
        NOT_SENT("d"),
        /** The responder lacks it and goes on beside it. */
        MISSING("m"),
        /** All under this link was walked before; it is not walked again. */
        SKIPPED("s");

        final String text;

        Action(String text) {
            this.text = text;
        }
    }

    /** A link the responder met, in the order of its walk. */
    public record Met(Cid link, Action action) {}

    /** @param status see {@link Status} */
    public record Response(UUID id, int status, List<Met> met, Map<String, Node> extensions) {

        public Response {
            met = List.copyOf(met);
            extensions = Map.copyOf(extensions);
        }
    }

    /** A block: its CID is what the prefix and the hash of the data give, so it cannot be wrong, only unwanted. */
    public record Block(Prefix prefix, byte[] data) {

        /** Hashes the data. */
        public Cid cid() {
            return prefix.cid(data);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Block that
                    && prefix.equals(that.prefix)
                    && java.util.Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return 31 * prefix.hashCode() + java.util.Arrays.hashCode(data);
        }
    }
}
