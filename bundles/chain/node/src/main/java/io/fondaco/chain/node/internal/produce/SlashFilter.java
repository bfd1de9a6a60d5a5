package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Keeps a miner of ours from publishing what would prove a consensus fault against it, also after a restart: it remembers,
 * durably and before a block goes out, what was made at each height and on which parents.
 */
public final class SlashFilter {
    private final ChainStore store;

    public SlashFilter(ChainStore store) {
        this.store = store;
    }

    /**
     * The block a miner made on these parents before, if the process ended between making and taking it: it is the only one
     * that may still go out there.
     *
     * @param most messages of a block
     */
    public Optional<FullBlock> madeBefore(Address miner, TipsetKey parents, int most) {
        return made(parents(miner, parents)).flatMap(store::header).flatMap(header -> store.contents(header, most)
                .map(contents -> new FullBlock(header, contents)));
    }

    /**
     * Whether the block may go out; if so it is kept, with its messages, as one that did.
     *
     * <p>Refused are a second block at the height (double fork), a second block on the parents (time offset), and a block
     * that leaves out the miner's own block at its parents' height (parent grinding).
     */
    public boolean mayPublish(FullBlock made) {
        BlockHeader block = made.header();
        Cid cid = block.cid();
        String atHeight = height(block.miner(), block.height().number());
        String onParents = parents(block.miner(), block.parents());
        if (other(atHeight, cid) || other(onParents, cid) || leavesOutOwn(block)) {
            return false;
        }
        byte[] text = cid.toString().getBytes(StandardCharsets.US_ASCII);
        store.name(atHeight, text);
        store.name(onParents, text);
        store.put(made);
        store.commit(true);
        return true;
    }

    private boolean leavesOutOwn(BlockHeader block) {
        return store.tipset(block.parents())
                .flatMap(parents -> made(height(block.miner(), parents.height().number())))
                .filter(own -> !block.parents().cids().contains(own))
                // Only what had the same parents as ours could have been built on together with it.
                .flatMap(own -> store.header(own))
                .filter(own -> store.tipset(block.parents())
                        .filter(parents -> parents.parents().equals(own.parents()))
                        .isPresent())
                .isPresent();
    }

    private boolean other(String name, Cid cid) {
        return made(name).filter(before -> !before.equals(cid)).isPresent();
    }

    private Optional<Cid> made(String name) {
        return store.name(name).map(text -> Cid.parse(new String(text, StandardCharsets.US_ASCII)));
    }

    private static String height(Address miner, long height) {
        return String.format("own/%s/h/%016x", miner, height);
    }

    private static String parents(Address miner, TipsetKey parents) {
        return "own/" + miner + "/p/" + parents.cid();
    }
}
