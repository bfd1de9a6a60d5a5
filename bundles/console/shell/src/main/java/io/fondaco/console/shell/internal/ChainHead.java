package io.fondaco.console.shell.internal;

import io.fondaco.chain.SyncStatus;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code chain:head}. */
@Service
@Command(
        scope = "chain",
        name = "head",
        description = "Show where the chain is, and how far this node has come. Example: chain:head")
public final class ChainHead extends ChainCommand<ChainHead.Head> {

    /**
     * The head.
     *
     * @param network which chain
     * @param epochSeconds how long an epoch lasts
     * @param blocks what a ledger without blocks does not have
     */
    public record Head(String network, long epoch, Instant at, double epochSeconds, Optional<Blocks> blocks) {}

    /**
     * The head's tipset.
     *
     * @param parentWeight weight of the tipset it builds on
     * @param baseFee attoFIL for a unit of gas that its messages paid
     * @param unproven whether a miner of these blocks has sectors of the kind none, which nobody can check
     * @param clock the epoch it is by the clock
     * @param target height this node is after
     * @param addresses where other nodes reach this one
     */
    public record Blocks(
            List<Cid> key,
            List<TipsetView.Block> blocks,
            BigInteger parentWeight,
            TokenAmount baseFee,
            boolean unproven,
            long clock,
            long target,
            int peers,
            String doing,
            List<String> addresses) {}

    @Override
    Head ask() {
        if (node != null) {
            Tipset head = node.head();
            Epoch epoch = head.height();
            return new Head(
                    node.network(),
                    epoch.number(),
                    node.timeOf(epoch),
                    seconds(Duration.between(node.timeOf(epoch), node.timeOf(epoch.plus(1)))),
                    Optional.of(blocks(head)));
        }
        if (chain == null) {
            throw new IllegalStateException(
                    "There is no chain in this house yet; fondaco status says what it waits for");
        }
        Epoch head = chain.head();
        return new Head(
                chain.policy().name(),
                head.number(),
                chain.timeOf(head),
                seconds(chain.policy().epoch()),
                Optional.empty());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private Blocks blocks(Tipset head) {
        SyncStatus sync = node.sync();
        return new Blocks(
                head.key().cids(),
                TipsetView.blocks(node, head),
                head.parentWeight(),
                head.blocks().get(0).parentBaseFee(),
                unproven(head),
                sync.clock().number(),
                sync.target().number(),
                sync.peers(),
                sync.doing(),
                node.addresses());
    }

    /** Genesis has no miner; then the rules of the network tell. */
    private boolean unproven(Tipset head) {
        if (states == null) {
            return false;
        }
        return states.read(view -> view.policy().sealing().unproven()
                && (head.parents().isEmpty()
                        || head.blocks().stream().map(BlockHeader::miner).anyMatch(miner -> MinerView.of(
                                        view.tree(), miner, view.policy())
                                .filter(found -> found.info().type().none())
                                .isPresent())));
    }

    @Override
    void show(Head head, PrintStream out) {
        out.println("Epoch " + head.epoch() + " of " + head.network() + ", since " + time(head.at())
                + "; an epoch lasts "
                + BigDecimal.valueOf(head.epochSeconds()).stripTrailingZeros().toPlainString() + " s");
        if (head.blocks().isEmpty()) {
            out.println("  a pretend ledger: it keeps balances, and there are no blocks to show");
            return;
        }
        Blocks blocks = head.blocks().get();
        TipsetView.printBlocks(blocks.blocks(), out);
        out.println("  weight     " + blocks.parentWeight() + ", of its parents");
        out.println("  base fee   " + blocks.baseFee().toDisplay() + " a unit of gas");
        if (blocks.unproven()) {
            out.println("  unproven   its sectors are of the kind none: nobody can check that they hold anything");
        }
        out.println("  sync       epoch " + head.epoch() + " of " + Math.max(blocks.target(), blocks.clock())
                + " by the clock and its peers, " + blocks.peers() + " peers");
        sentence(out, "             ", blocks.doing());
        blocks.addresses().forEach(address -> out.println("  reached at " + address));
    }
}
