package io.fondaco.codec;

import io.fondaco.codec.ipld.BlockStore;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Blocks in memory that count what is asked of them, and can fail. */
public final class CountingBlocks implements BlockStore {
    private final MemoryBlocks blocks = new MemoryBlocks();
    private int gets;
    private int puts;
    private int untilFailure = Integer.MAX_VALUE;

    /** Fails after so many more calls. */
    public void failAfter(int calls) {
        untilFailure = calls;
    }

    public int gets() {
        return gets;
    }

    public int puts() {
        return puts;
    }

    /** How many different blocks there are. */
    public int size() {
        return blocks.cids().size();
    }

    @Override
    public Optional<byte[]> get(Cid cid) throws IOException {
        fail();
        gets++;
        return blocks.get(cid);
    }

    @Override
    public void put(Cid cid, ByteBuffer block) throws IOException {
        fail();
        puts++;
        blocks.put(cid, block);
    }

    private void fail() throws IOException {
        if (untilFailure-- <= 0) {
            throw new IOException("the disk is full");
        }
    }
}
