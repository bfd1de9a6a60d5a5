package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.pb.ProtoReader;
import io.fondaco.codec.pb.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What one peer says to another at once: what it listens to, messages, and how it wants to be connected.
 *
 * <p>Source: libp2p/specs, pubsub and gossipsub v1.0, v1.1.
 */
record Rpc(List<Subscription> subscriptions, List<PostedMessage> messages, Control control) {

    /** Bytes of an RPC at most. */
    static final int MAX_BYTES = 1 << 20;

    /** Entries of one kind in an RPC at most; message ids have a limit of their own. */
    static final int MAX_ENTRIES = 2_000;

    /** Message ids in an RPC at most. */
    static final int MAX_IDS = 20_000;

    /** Bytes of a message id at most. */
    static final int MAX_ID_BYTES = 512;

    /** Bytes of a topic's name at most. */
    static final int MAX_TOPIC_BYTES = 1024;

    static final Rpc EMPTY = new Rpc(List.of(), List.of(), Control.NONE);

    /** Whether the sender listens to a topic from now on, or not any more. */
    record Subscription(String topic, boolean subscribes) {

        byte[] toBytes() {
            ProtoWriter out = new ProtoWriter(64);
            out.writeVarintField(1, subscribes ? 1 : 0);
            out.writeBytesField(2, utf8(topic));
            return out.toBytes();
        }
    }

    /** Ids of messages the sender has. */
    record Have(String topic, List<MessageId> ids) {}

    /**
     * The sender takes the receiver out of its mesh.
     *
     * @param backoff seconds until it may come back; 0 when it was not said
     */
    record Prune(String topic, long backoff) {}

    /** How the sender wants the mesh to be, and what it can tell of messages. */
    record Control(List<Have> haves, List<MessageId> wants, List<String> grafts, List<Prune> prunes) {

        static final Control NONE = new Control(List.of(), List.of(), List.of(), List.of());

        boolean isEmpty() {
            return haves.isEmpty() && wants.isEmpty() && grafts.isEmpty() && prunes.isEmpty();
        }
    }

    /** The RPC with its messages as they are. */
    byte[] toBytes() {
        return encode(
                subscriptions, messages.stream().map(PostedMessage::toBytes).toList(), control);
    }

    /** @param messages each in its wire form */
    static byte[] encode(List<Subscription> subscriptions, List<byte[]> messages, Control control) {
        int size = 64;
        for (byte[] message : messages) {
            size += message.length + 8;
        }
        ProtoWriter out = new ProtoWriter(size);
        subscriptions.forEach(subscription -> out.writeBytesField(1, subscription.toBytes()));
        messages.forEach(message -> out.writeBytesField(2, message));
        if (!control.isEmpty()) {
            out.writeBytesField(3, encode(control));
        }
        return out.toBytes();
    }

    private static byte[] encode(Control control) {
        ProtoWriter out = new ProtoWriter(256);
        for (Have have : control.haves()) {
            ProtoWriter one = new ProtoWriter(64);
            one.writeBytesField(1, utf8(have.topic()));
            have.ids().forEach(id -> one.writeBytesField(2, id.bytes()));
            out.writeBytesField(1, one.toBytes());
        }
        if (!control.wants().isEmpty()) {
            ProtoWriter one = new ProtoWriter(64);
            control.wants().forEach(id -> one.writeBytesField(1, id.bytes()));
            out.writeBytesField(2, one.toBytes());
        }
        for (String topic : control.grafts()) {
            ProtoWriter one = new ProtoWriter(64);
            one.writeBytesField(1, utf8(topic));
            out.writeBytesField(3, one.toBytes());
        }
        for (Prune prune : control.prunes()) {
            ProtoWriter one = new ProtoWriter(64);
            one.writeBytesField(1, utf8(prune.topic()));
            if (prune.backoff() > 0) {
                one.writeVarintField(3, prune.backoff());
            }
            out.writeBytesField(4, one.toBytes());
        }
        return out.toBytes();
    }

    /**
     * Reads an RPC. Fields of later versions are passed over, and so are the peers that come with a prune.
     *
     * @throws DecodeException when it is malformed or has more entries than the limits of this class
     */
    static Rpc fromBytes(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw DecodeException.limit(0, "an RPC has at most " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        ProtoReader in = new ProtoReader(bytes, 0, bytes.length);
        List<Subscription> subscriptions = new ArrayList<>();
        List<PostedMessage> messages = new ArrayList<>();
        Reading control = new Reading();
        while (in.hasMore()) {
            int field = in.readField();
            if (field < 1 || field > 3) {
                in.skip();
                continue;
            }
            in.expect(ProtoReader.BYTES);
            ProtoReader one = in.readMessage();
            switch (field) {
                case 1 -> subscriptions.add(subscription(one));
                case 2 -> messages.add(PostedMessage.read(one));
                default -> control.read(one);
            }
            few(in, subscriptions.size());
            few(in, messages.size());
        }
        return new Rpc(List.copyOf(subscriptions), List.copyOf(messages), control.result());
    }

    private static Subscription subscription(ProtoReader in) {
        boolean subscribes = false;
        String topic = "";
        while (in.hasMore()) {
            switch (in.readField()) {
                case 1 -> {
                    in.expect(ProtoReader.VARINT);
                    subscribes = in.readVarint() != 0;
                }
                case 2 -> topic = topic(in);
                default -> in.skip();
            }
        }
        return new Subscription(topic, subscribes);
    }

    static String topic(ProtoReader in) {
        in.expect(ProtoReader.BYTES);
        int from = in.offset();
        String topic = in.readText();
        if (in.offset() - from > MAX_TOPIC_BYTES) {
            throw DecodeException.limit(from, "a topic has at most " + MAX_TOPIC_BYTES + " bytes");
        }
        return topic;
    }

    private static void few(ProtoReader in, int entries) {
        if (entries > MAX_ENTRIES) {
            throw DecodeException.limit(in.offset(), "an RPC has at most " + MAX_ENTRIES + " entries of a kind");
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The control part, which may come in several pieces. */
    private static final class Reading {
        private final List<Have> haves = new ArrayList<>();
        private final List<MessageId> wants = new ArrayList<>();
        private final List<String> grafts = new ArrayList<>();
        private final List<Prune> prunes = new ArrayList<>();
        private int ids;

        void read(ProtoReader in) {
            while (in.hasMore()) {
                int field = in.readField();
                if (field < 1 || field > 4) {
                    in.skip();
                    continue;
                }
                in.expect(ProtoReader.BYTES);
                ProtoReader one = in.readMessage();
                switch (field) {
                    case 1 -> haves.add(have(one));
                    case 2 -> wants(one);
                    case 3 -> grafts.add(prune(one).topic());
                    default -> prunes.add(prune(one));
                }
                few(in, haves.size());
                few(in, grafts.size());
                few(in, prunes.size());
            }
        }

        private Have have(ProtoReader in) {
            String topic = "";
            List<MessageId> list = new ArrayList<>();
            while (in.hasMore()) {
                switch (in.readField()) {
                    case 1 -> topic = topic(in);
                    case 2 -> list.add(id(in));
                    default -> in.skip();
                }
            }
            return new Have(topic, List.copyOf(list));
        }

        private void wants(ProtoReader in) {
            while (in.hasMore()) {
                if (in.readField() == 1) {
                    wants.add(id(in));
                } else {
                    in.skip();
                }
            }
        }

        private MessageId id(ProtoReader in) {
            in.expect(ProtoReader.BYTES);
            int from = in.offset();
            byte[] id = in.readBytes();
            if (id.length > MAX_ID_BYTES || ++ids > MAX_IDS) {
                throw DecodeException.limit(
                        from, "an RPC has at most " + MAX_IDS + " ids of " + MAX_ID_BYTES + " bytes");
            }
            return new MessageId(id);
        }

        private static Prune prune(ProtoReader in) {
            String topic = "";
            long backoff = 0;
            while (in.hasMore()) {
                switch (in.readField()) {
                    case 1 -> topic = topic(in);
                    case 3 -> {
                        in.expect(ProtoReader.VARINT);
                        backoff = in.readVarint();
                    }
                    default -> in.skip();
                }
            }
            return new Prune(topic, backoff);
        }

        Control result() {
            return new Control(List.copyOf(haves), List.copyOf(wants), List.copyOf(grafts), List.copyOf(prunes));
        }
    }
}
