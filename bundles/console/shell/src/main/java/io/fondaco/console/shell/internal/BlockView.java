package io.fondaco.console.shell.internal;

import io.fondaco.chain.BlockContents;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A block.
 *
 * @param onChain whether the head's chain holds it
 * @param wins how many times its miner won
 * @param parentWeight weight of the tipset it builds on
 * @param parentBaseFee attoFIL for a unit of gas
 * @param stateRoot after the parents' messages
 * @param messages CIDs of those it holds, in the order they run; empty if they are not stored here
 */
record BlockView(
        String kind,
        Cid cid,
        boolean onChain,
        Address miner,
        long height,
        Instant at,
        long wins,
        List<Cid> parents,
        BigInteger parentWeight,
        TokenAmount parentBaseFee,
        Cid stateRoot,
        Cid receipts,
        Optional<List<Cid>> messages)
        implements ChainThing {

    static BlockView of(FullNode node, BlockHeader header) {
        Cid cid = header.cid();
        boolean onChain = node.tipsetAt(header.height()).key().cids().contains(cid);
        return new BlockView(
                "block",
                cid,
                onChain,
                header.miner(),
                header.height().number(),
                Instant.ofEpochSecond(header.timestamp()),
                header.electionProof().winCount(),
                header.parents().cids(),
                header.parentWeight(),
                header.parentBaseFee(),
                header.stateRoot(),
                header.receipts(),
                node.contents(cid).map(BlockView::cids));
    }

    private static List<Cid> cids(BlockContents contents) {
        return java.util.stream.Stream.concat(
                        contents.bls().stream().map(Message::cid),
                        contents.secp().stream().map(SignedMessage::cid))
                .toList();
    }

    @Override
    public void print(PrintStream out) {
        out.println("Block " + cid);
        out.println("  height     " + height + ", " + at + (onChain ? "" : ", not on the head's chain"));
        out.println("  miner      " + miner + ", won " + wins + " times");
        out.println("  parents    " + ChainThing.key(parents) + ", weight " + parentWeight);
        out.println("  base fee   " + parentBaseFee.toDisplay() + " a unit of gas");
        out.println("  state      " + stateRoot + ", after the parents' messages");
        out.println("  receipts   " + receipts);
        out.println("  messages   "
                + messages.map(all -> Integer.toString(all.size())).orElse("not stored here"));
        messages.ifPresent(all -> all.forEach(message -> out.println("    " + message)));
    }
}
