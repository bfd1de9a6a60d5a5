package io.fondaco.transfer.graphsync.internal.graphsync;

import java.util.List;

/** Good messages to spoil. */
public final class Messages {

    private Messages() {}

    public static List<byte[]> corpus() {
        return List.of(
                MessageCodec.encode(MessageCodecTest.full()),
                MessageCodec.encode(new Message(List.of(MessageCodecTest.request()), List.of(), List.of())));
    }
}
