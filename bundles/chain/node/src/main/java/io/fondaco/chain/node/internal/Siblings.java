package io.fondaco.chain.node.internal;

import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Blocks of the last epochs by height: those that can stand together in a tipset, and those by the same miner. */
final class Siblings {
    private final long epochs;
    private final TreeMap<Long, Map<Cid, BlockHeader>> byHeight = new TreeMap<>();

    Siblings(long epochs) {
        this.epochs = epochs;
    }

    synchronized void add(List<BlockHeader> blocks) {
        for (BlockHeader block : blocks) {
            byHeight.computeIfAbsent(block.height().number(), h -> new LinkedHashMap<>())
                    .put(block.cid(), block);
        }
    }

    synchronized void forget(BlockHeader block) {
        byHeight.getOrDefault(block.height().number(), new LinkedHashMap<>()).remove(block.cid());
    }

    synchronized boolean knows(BlockHeader block, Cid cid) {
        return byHeight.getOrDefault(block.height().number(), Map.of()).containsKey(cid);
    }

    /** The largest tipset with this block: of other miners the block that came first. */
    synchronized Tipset with(BlockHeader block) {
        TipsetKey parents = block.parents();
        Set<Address> miners = new HashSet<>(Set.of(block.miner()));
        List<BlockHeader> together = new ArrayList<>(List.of(block));
        for (BlockHeader other :
                byHeight.getOrDefault(block.height().number(), Map.of()).values()) {
            if (other.parents().equals(parents) && miners.add(other.miner())) {
                together.add(other);
            }
        }
        return new Tipset(together);
    }

    /** Blocks of the same miner, in the order of their heights. */
    synchronized List<BlockHeader> byMiner(BlockHeader like) {
        return byHeight.values().stream()
                .flatMap(blocks -> blocks.values().stream())
                .filter(block -> block.miner().equals(like.miner()))
                .sorted(Comparator.comparing(BlockHeader::height))
                .toList();
    }

    synchronized List<BlockHeader> all() {
        return byHeight.values().stream()
                .flatMap(blocks -> blocks.values().stream())
                .toList();
    }

    synchronized void forgetBelow(Epoch head) {
        byHeight.headMap(head.number() - epochs).clear();
    }
}
