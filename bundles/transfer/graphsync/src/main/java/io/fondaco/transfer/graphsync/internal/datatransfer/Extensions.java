package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.Node;
import io.fondaco.transfer.graphsync.internal.graphsync.Serve;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Data-transfer messages beside GraphSync messages. */
final class Extensions {

    /** Of peers that do not send twice to one peer what two of its requests mean, unless the requests have other keys. */
    private static final String OWN_KEY = "graphsync/dedup-by-key";

    private Extensions() {}

    static Map<String, Node> of(TransferMessage message) {
        return Map.of(TransferMessage.EXTENSION, TransferCodec.toNode(message));
    }

    /** Beside a first response, where Go's implementation looks under two names. */
    static Map<String, Node> atFirst(TransferMessage message) {
        Node node = TransferCodec.toNode(message);
        return Map.of(TransferMessage.EXTENSION, node, TransferMessage.AT_FIRST, node);
    }

    static Map<String, Node> besideBlocks(TransferMessage message) {
        return Map.of(TransferMessage.BESIDE_BLOCKS, TransferCodec.toNode(message));
    }

    /** What a request for a channel goes with: {@code links} of the walk lead to what is there already. */
    static Map<String, Node> request(TransferMessage message, String channel, long links) {
        Map<String, Node> all = new LinkedHashMap<>(of(message));
        all.put(OWN_KEY, Node.of(channel));
        if (links > 0) {
            all.put(Serve.NOT_THE_FIRST, Node.of(links));
        }
        return all;
    }

    /** The messages in extensions, each once; {@link DecodeException} when one cannot be read. */
    static List<TransferMessage> read(Map<String, Node> extensions) {
        List<TransferMessage> all = new ArrayList<>();
        Node first = extensions.getOrDefault(TransferMessage.AT_FIRST, extensions.get(TransferMessage.EXTENSION));
        if (first != null) {
            all.add(TransferCodec.fromNode(first));
        }
        Node beside = extensions.get(TransferMessage.BESIDE_BLOCKS);
        if (beside != null && !beside.equals(first)) {
            all.add(TransferCodec.fromNode(beside));
        }
        return all;
    }
}
