package io.fondaco.network.libp2p.internal.gossip;

import io.fondaco.codec.pb.ProtoReader;
import io.fondaco.codec.pb.ProtoWriter;
import java.util.Optional;

/**
 * A message as it travels. What it does not carry is null: an empty field and no field give different signatures.
 *
 * @param author peer id of who made it
 * @param number the author's running number, 8 bytes big-endian
 * @param key the author's public key, when the peer id does not carry it whole
 */
record PostedMessage(byte[] author, byte[] data, byte[] number, String topic, byte[] signature, byte[] key) {

    byte[] toBytes() {
        ProtoWriter out = unsigned();
        write(out, 5, signature);
        write(out, 6, key);
        return out.toBytes();
    }

    /** What the signature is over, without the prefix: neither the signature nor the key. */
    byte[] signedPart() {
        return unsigned().toBytes();
    }

    private ProtoWriter unsigned() {
        ProtoWriter out = new ProtoWriter((data == null ? 0 : data.length) + 256);
        write(out, 1, author);
        write(out, 2, data);
        write(out, 3, number);
        write(out, 4, Rpc.utf8(topic));
        return out;
    }

    private static void write(ProtoWriter out, int field, byte[] value) {
        if (value != null) {
            out.writeBytesField(field, value);
        }
    }

    PostedMessage signed(byte[] with, Optional<byte[]> publicKey) {
        return new PostedMessage(author, data, number, topic, with, publicKey.orElse(null));
    }

    static PostedMessage read(ProtoReader in) {
        byte[] author = null;
        byte[] data = null;
        byte[] number = null;
        byte[] signature = null;
        byte[] key = null;
        String topic = "";
        while (in.hasMore()) {
            int field = in.readField();
            if (field < 1 || field > 6) {
                in.skip();
                continue;
            }
            in.expect(ProtoReader.BYTES);
            switch (field) {
                case 1 -> author = in.readBytes();
                case 2 -> data = in.readBytes();
                case 3 -> number = in.readBytes();
                case 4 -> topic = Rpc.topic(in);
                case 5 -> signature = in.readBytes();
                default -> key = in.readBytes();
            }
        }
        return new PostedMessage(author, data, number, topic, signature, key);
    }
}
