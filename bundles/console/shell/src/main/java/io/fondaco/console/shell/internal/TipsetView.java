package io.fondaco.console.shell.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * A tipset.
 *
 * @param onChain whether the head's chain holds it
 * @param parentWeight weight of the tipset it builds on
 * @param parentBaseFee attoFIL for a unit of gas
 * @param executed its messages and what became of them; empty also while that is not known here
 */
record TipsetView(
        String kind,
        long height,
        Instant at,
        boolean onChain,
        List<Cid> key,
        List<Cid> parents,
        BigInteger parentWeight,
        TokenAmount parentBaseFee,
        List<Block> blocks,
        List<MessageView> executed)
        implements ChainThing {

    /** A block in a line. @param messages how many it holds; -1 if they are not stored here */
    record Block(Cid cid, Address miner, long wins, int messages) {}

    static TipsetView of(FullNode node, Tipset tipset) {
        return new TipsetView(
                "tipset",
                tipset.height().number(),
                node.timeOf(tipset.height()),
                node.tipsetAt(tipset.height()).equals(tipset),
                tipset.key().cids(),
                tipset.parents().cids(),
                tipset.parentWeight(),
                tipset.blocks().get(0).parentBaseFee(),
                blocks(node, tipset),
                node.executed(tipset.key()).stream().map(MessageView::of).toList());
    }

    static List<Block> blocks(FullNode node, Tipset tipset) {
        return tipset.blocks().stream()
                .map(header -> {
                    Cid cid = header.cid();
                    return new Block(
                            cid,
                            header.miner(),
                            header.electionProof().winCount(),
                            node.contents(cid).map(contents -> contents.size()).orElse(-1));
                })
                .toList();
    }

    @Override
    public void print(PrintStream out) {
        out.println("Tipset of epoch " + height + ", " + at + (onChain ? "" : ", not on the head's chain"));
        out.println("  parents    " + ChainThing.key(parents) + ", weight " + parentWeight);
        out.println("  base fee   " + parentBaseFee.toDisplay() + " a unit of gas");
        printBlocks(blocks, out);
        out.println("  executed   " + executed.size() + " messages");
        for (MessageView message : executed) {
            out.println("    " + message.cid());
            out.println("      " + message.from() + " to " + message.to() + ", method "
                    + Long.toUnsignedString(message.method()) + ", "
                    + message.value().toDisplay() + ": "
                    + message.outcome().map(MessageView.Outcome::exit).orElse("not known"));
        }
    }

    static void printBlocks(List<Block> blocks, PrintStream out) {
        for (Block block : blocks) {
            out.println("  block      " + block.cid() + " by " + block.miner() + ", won " + block.wins() + " times, "
                    + (block.messages() < 0 ? "messages not stored here" : block.messages() + " messages"));
        }
    }
}
