package io.fondaco.testing.devnet;

import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Address;
import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.testing.kit.SeededKeys;
import java.util.concurrent.CompletionStage;

/** A chain of its own for tests: time turned by hand, seeded keys, everything in the turning thread. SKELETON, filled soon. */
public final class Devnet implements AutoCloseable {
    public final HandCrankedTime time = new HandCrankedTime();
    public final SeededKeys keys = new SeededKeys();

    /** One node that makes all blocks. */
    public Devnet() {
        this(1);
    }

    /** Nodes that are connected, each with a producer of its own and a store in memory. */
    public Devnet(int nodes) {}

    public ChainNode node() {
        return node(0);
    }

    public ChainNode node(int number) {
        throw new UnsupportedOperationException();
    }

    /** An account of the genesis block with 1,000,000 FIL, secp256k1, whose key is in {@link #keys}; 0 to 3. */
    public Address rich(int number) {
        throw new UnsupportedOperationException();
    }

    /** Lets epochs pass, one by one; each is done with when the next begins. */
    public void turn(long epochs) {
        throw new UnsupportedOperationException();
    }

    /** Lets epochs pass until the stage is complete, 100 at most, and gives what it completed with. */
    public <T> T await(CompletionStage<T> stage) {
        throw new UnsupportedOperationException();
    }

    /** Ends a node as a kill would and starts another one over the same store. */
    public ChainNode restart(int number) {
        throw new UnsupportedOperationException();
    }

    /** Broken rules of the state at the head of a node; empty if it is sound. */
    public java.util.List<String> audit(int node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
