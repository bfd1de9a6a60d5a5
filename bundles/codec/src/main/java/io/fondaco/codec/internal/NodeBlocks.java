package io.fondaco.codec.internal;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborLimits;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.codec.ipld.VerifiedBlocks;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The blocks of one tree of the chain: each is CIDv1, dag-cbor, blake2b-256. */
public final class NodeBlocks {
    /** Largest node, in bytes: as long as the longest byte string Go's implementations take. */
    public static final int MAX_NODE = 2 << 20;

    private static final CborLimits LIMITS = new CborLimits(64, MAX_NODE, MAX_NODE);

    /** Room is left for what a node puts around a value. */
    private static final CborLimits ITEM_LIMITS = new CborLimits(56, MAX_NODE, MAX_NODE);

    private final BlockStore store;
    private final VerifiedBlocks source;
    private final String name;

    /** @param name of the kind of tree, for messages */
    public NodeBlocks(BlockStore store, String name) {
        this.store = Objects.requireNonNull(store, "store");
        this.source = new VerifiedBlocks(store, MAX_NODE);
        this.name = name;
    }

    public BlockStore store() {
        return store;
    }

    /** Reads the block of {@code cid}, all of it, with {@code decode}. */
    public <N> N load(Cid cid, Function<CborReader, N> decode) throws IOException {
        byte[] block = source.get(checked(cid, 0));
        try {
            CborReader in = new CborReader(block, LIMITS, Set.of());
            N node = decode.apply(in);
            in.finish();
            return node;
        } catch (DecodeException e) {
            throw new DecodeException(e.kind(), e.offset(), name + " node " + cid + ": " + e.reason(), e);
        }
    }

    /** Puts what {@code node} wrote and returns its CID. */
    public Cid put(CborWriter node) throws IOException {
        ByteBuffer block = node.view();
        if (block.remaining() > MAX_NODE) {
            throw new IllegalStateException(
                    "a " + name + " node of " + block.remaining() + " bytes: " + MAX_NODE + " are allowed");
        }
        Cid cid = Cid.v1(
                Cid.DAG_CBOR,
                Multihash.blake2b256(block.array(), block.arrayOffset() + block.position(), block.remaining()));
        store.put(cid, block);
        return cid;
    }

    /** Reads a link to a node. */
    public static Cid readLink(CborReader in) {
        int from = in.offset();
        return checked(in.readCid(), from);
    }

    private static Cid checked(Cid cid, int offset) {
        Multihash hash = cid.multihash();
        if (cid.version() != 1
                || cid.codec() != Cid.DAG_CBOR
                || hash.code() != Multihash.BLAKE2B_256
                || hash.digestLength() != 32) {
            throw DecodeException.malformed(offset, cid + " is not a CIDv1 of dag-cbor and blake2b-256");
        }
        return cid;
    }

    /** {@link DecodeException} unless {@code value} is exactly one DAG-CBOR item. */
    public static byte[] item(byte[] value) {
        CborReader in = new CborReader(value, ITEM_LIMITS, Set.of());
        in.skip();
        in.finish();
        return value;
    }
}
