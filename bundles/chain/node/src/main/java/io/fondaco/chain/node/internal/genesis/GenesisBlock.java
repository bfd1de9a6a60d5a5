package io.fondaco.chain.node.internal.genesis;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.ElectionProof;
import io.fondaco.chain.block.Ticket;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.consensus.BaseFee;
import io.fondaco.chain.node.internal.consensus.Beacon;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.codec.amt.Amt;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Epoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The block at epoch 0, which nobody made: all nodes of a network compute the same one from the genesis file. */
public final class GenesisBlock {
    private GenesisBlock() {}

    /** Puts the state and the block of genesis in the store, uncommitted. */
    public static Tipset write(ChainStore store, Genesis genesis, Beacon beacon) {
        StateTree tree = StateTree.empty(store, new Actors(Builtin.actors()), new StateCache(1024));
        genesis.build(tree);
        try {
            BlockHeader block = new BlockHeader(
                    Singletons.SYSTEM,
                    new Ticket(beacon.at(Epoch.of(0)).data()),
                    new ElectionProof(0, new byte[0]),
                    List.of(beacon.at(Epoch.of(0))),
                    List.of(),
                    TipsetKey.EMPTY,
                    BigInteger.ZERO,
                    Epoch.of(0),
                    tree.flush(),
                    Amt.writeLegacy(store, List.of()),
                    ChainStore.roots(store, new BlockContents(List.of(), List.of()))
                            .cid(),
                    Optional.of(SignatureScheme.bls().aggregate(List.of())),
                    genesis.timestamp().getEpochSecond(),
                    Optional.empty(),
                    0,
                    BaseFee.INITIAL);
            store.put(block.cid(), ByteBuffer.wrap(BlockCodec.encode(block)));
            return new Tipset(List.of(block));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
