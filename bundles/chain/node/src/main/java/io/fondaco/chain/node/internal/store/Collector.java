package io.fondaco.chain.node.internal.store;

import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Cid;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultSweep;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives back the room of states that nobody asks for any more: those of tipsets far below finality, and blocks of forks that
 * lost. Headers, messages and receipts of the chain stay. Runs beside everything else, on a thread of its own.
 */
public final class Collector {
    private static final String LAST = "collected";

    private final ChainStore store;
    private final ChainIndex index;
    private final Vault vault;

    /** Height of the head at the last collection that came to its end, 0 before the first. */
    public long last() {
        return vault.name(LAST)
                .map(height -> Long.parseLong(new String(height, StandardCharsets.US_ASCII)))
                .orElse(0L);
    }

    /**
     * What a collection came to.
     *
     * @param kept blocks that are reached from the chain
     * @param bytes of the blocks deleted
     */
    public record Collected(long kept, long deleted, long bytes) {}

    public Collector(ChainStore store, ChainIndex index, Vault vault) {
        this.store = store;
        this.index = index;
        this.vault = vault;
    }

    /**
     * Collects once; ends early when this thread is interrupted, and the next one goes on.
     *
     * @param head asked for after the sweep began
     * @param forks headers of other forks that may still win
     * @param recent states that were computed lately: a block may be made on any of them
     * @param states epochs below the head whose states stay
     */
    public Collected collect(
            Supplier<Tipset> head, Supplier<List<BlockHeader>> forks, Supplier<List<Cid>> recent, long states) {
        try (VaultSweep sweep = vault.sweep()) {
            Reach reach = new Reach(store::get);
            Tipset top = head.get();
            keepState(reach, index.outcome(top));
            recent.get().forEach(state -> reach.walk(state, (cid, bytes) -> {}));
            for (BlockHeader fork : forks.get()) {
                keep(reach, fork, true);
            }
            Tipset at = top;
            while (at != null && !Thread.currentThread().isInterrupted()) {
                boolean genesis = at.height().number() == 0;
                boolean whole = top.height().since(at.height()) <= states || genesis;
                for (BlockHeader block : at.blocks()) {
                    keep(reach, block, whole);
                }
                index.outcome(at).ifPresent(outcome -> reach.walk(outcome.receipts(), (cid, bytes) -> {}));
                at = genesis ? null : store.tipset(at.parents()).orElse(null);
            }
            if (!Thread.currentThread().isInterrupted() && sweep.run(reach::contains)) {
                byte[] height = Long.toString(top.height().number()).getBytes(StandardCharsets.US_ASCII);
                vault.writeSoon(new VaultBatch().name(LAST, height));
            }
            return new Collected(reach.count(), sweep.deleted(), sweep.deletedBytes());
        }
    }

    private static void keep(Reach reach, BlockHeader block, boolean state) {
        reach.add(block.cid());
        reach.walk(block.messages(), (cid, bytes) -> {});
        reach.walk(block.receipts(), (cid, bytes) -> {});
        if (state) {
            reach.walk(block.stateRoot(), (cid, bytes) -> {});
        }
    }

    private static void keepState(Reach reach, Optional<ChainIndex.Outcome> outcome) {
        outcome.ifPresent(o -> reach.walk(o.state(), (cid, bytes) -> {}));
    }
}
