package io.fondaco.chain.block;

import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Blocks of one height on the same parents, by different miners, in the order of their tickets.
 *
 * <p>Source: specs.filecoin.io, Tipset.
 */
public final class Tipset {
    private final List<BlockHeader> blocks;
    private final TipsetKey key;

    /** @throws IllegalArgumentException naming what keeps these blocks, in any order, from being a tipset */
    public Tipset(List<BlockHeader> blocks) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("a tipset has one block at least");
        }
        BlockHeader first = blocks.get(0);
        Set<Object> miners = new HashSet<>();
        List<Named> named = new ArrayList<>();
        for (BlockHeader block : blocks) {
            if (!block.height().equals(first.height())
                    || !block.parents().equals(first.parents())
                    || !block.parentWeight().equals(first.parentWeight())) {
                throw new IllegalArgumentException("blocks " + first.cid() + " and " + block.cid()
                        + " differ in height, parents or parent weight: they are of two tipsets");
            }
            if (!miners.add(block.miner())) {
                throw new IllegalArgumentException("two blocks of miner " + block.miner() + " at " + block.height());
            }
            named.add(new Named(block, block.cid()));
        }
        named.sort(Comparator.comparing((Named n) -> n.block.ticket()).thenComparing(Named::cid));
        this.blocks = named.stream().map(Named::block).toList();
        this.key = new TipsetKey(named.stream().map(Named::cid).toList());
    }

    private record Named(BlockHeader block, Cid cid) {}

    /** In the order of their tickets; of equal ones, of their CIDs. */
    public List<BlockHeader> blocks() {
        return blocks;
    }

    public TipsetKey key() {
        return key;
    }

    public Epoch height() {
        return blocks.get(0).height();
    }

    public TipsetKey parents() {
        return blocks.get(0).parents();
    }

    public BigInteger parentWeight() {
        return blocks.get(0).parentWeight();
    }

    /** The smallest ticket: the chain's randomness at this height. */
    public Ticket minTicket() {
        return blocks.get(0).ticket();
    }

    /** How many times the blocks' miners won, together. */
    public long wins() {
        return blocks.stream().mapToLong(b -> b.electionProof().winCount()).sum();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Tipset t && key.equals(t.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return height() + " " + key;
    }
}
