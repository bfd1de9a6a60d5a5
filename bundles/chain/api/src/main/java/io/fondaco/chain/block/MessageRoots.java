package io.fondaco.chain.block;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.amt.Amt;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The messages of a block: roots of two arrays of CIDs, in the form before AMT v3. A header names this by its CID.
 *
 * @param bls root of the messages whose signatures are in the aggregate
 * @param secp root of the others
 */
public record MessageRoots(Cid bls, Cid secp) {

    public MessageRoots {
        Objects.requireNonNull(bls, "bls");
        Objects.requireNonNull(secp, "secp");
    }

    /** Writes both arrays and their roots to {@code store}: what the header must name. */
    public static MessageRoots write(BlockStore store, List<Cid> bls, List<Cid> secp) throws IOException {
        MessageRoots roots = new MessageRoots(array(store, bls), array(store, secp));
        store.put(roots.cid(), ByteBuffer.wrap(BlockCodec.encode(roots)));
        return roots;
    }

    private static Cid array(BlockStore store, List<Cid> messages) throws IOException {
        List<byte[]> values = new ArrayList<>(messages.size());
        for (Cid message : messages) {
            values.add(new CborWriter(48).writeCid(message).toBytes());
        }
        return Amt.writeLegacy(store, values);
    }

    /**
     * Reads one of the arrays.
     *
     * @param max how many there may be
     * @throws DecodeException if it is malformed, has gaps or is longer
     */
    public static List<Cid> read(BlockStore store, Cid root, int max) throws IOException {
        Amt array = Amt.loadLegacy(store, root);
        if (Long.compareUnsigned(array.count(), max) > 0) {
            throw DecodeException.limit(
                    0, Long.toUnsignedString(array.count()) + " messages where at most " + max + " are allowed");
        }
        List<Cid> messages = new ArrayList<>((int) array.count());
        array.forEach((index, value) -> {
            if (index != messages.size()) {
                throw DecodeException.malformed(0, "no message " + messages.size() + " in the array " + root);
            }
            CborReader in = new CborReader(value);
            messages.add(in.readCid());
            in.finish();
        });
        return messages;
    }

    /** What the header names. */
    public Cid cid() {
        return DagCbor.chainCid(BlockCodec.encode(this));
    }
}
