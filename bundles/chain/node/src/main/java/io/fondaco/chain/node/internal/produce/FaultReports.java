package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.ChainEngine;
import io.fondaco.chain.node.internal.state.FaultProofs;
import io.fondaco.chain.node.internal.store.ChainStore;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches blocks for consensus faults of others and reports them, which pays whoever is first. On the thread of the chain.
 */
final class FaultReports {
    private static final Logger LOG = LoggerFactory.getLogger(FaultReports.class);
    /** Reports that wait to be sent; whoever makes more faults than this is known by then. */
    private static final int MOST = 64;

    private final ChainEngine engine;
    private final ChainStore store;
    private final Function<Outgoing, SignedMessage> send;
    private final Map<String, Report> open = new LinkedHashMap<>();

    private record Report(BlockHeader first, BlockHeader second, BlockHeader witness) {}

    FaultReports(ChainEngine engine, ChainStore store, Function<Outgoing, SignedMessage> send) {
        this.engine = engine;
        this.store = store;
        this.send = send;
    }

    /** A block came in. */
    void look(BlockHeader block) {
        for (BlockHeader other : engine.ofSameMiner(block)) {
            BlockHeader first = other.height().isAfter(block.height()) ? block : other;
            BlockHeader second = first == block ? other : block;
            BlockHeader witness = witness(first, second).orElse(null);
            int type = FaultProofs.typeOf(first, second, witness);
            if (type != 0 && open.size() < MOST) {
                open.putIfAbsent(
                        first.miner() + "/" + first.cid() + "/" + second.cid(),
                        new Report(first, second, type == FaultProofs.PARENT_GRINDING ? witness : null));
            }
        }
    }

    /** Of the parents of {@code second}, one that {@code first} could have stood beside. */
    private Optional<BlockHeader> witness(BlockHeader first, BlockHeader second) {
        for (Cid parent : second.parents().cids()) {
            Optional<BlockHeader> block = store.header(parent)
                    .filter(p ->
                            p.height().equals(first.height()) && p.parents().equals(first.parents()));
            if (block.isPresent()) {
                return block;
            }
        }
        return Optional.empty();
    }

    /**
     * Sends what can be sent on top of a head.
     *
     * @param reporter whose account sends and is paid; empty if there is none
     * @param ours miners nobody here reports
     */
    void after(Epoch head, Optional<Address> reporter, Set<Address> ours) {
        Iterator<Map.Entry<String, Report>> reports = open.entrySet().iterator();
        while (reports.hasNext() && reporter.isPresent()) {
            Map.Entry<String, Report> next = reports.next();
            Report report = next.getValue();
            Epoch height = report.second().height();
            if (ours.contains(report.first().miner())
                    || head.since(height) > engine.execution().policy().rounds().finality()) {
                reports.remove();
            } else if (head.isAfter(height) && report(reporter.get(), next.getKey(), report)) {
                reports.remove();
            }
        }
    }

    /** Whether nothing more is to be done about it. */
    private boolean report(Address reporter, String what, Report report) {
        MinerParams.Fault fault = new MinerParams.Fault(
                BlockCodec.encode(report.first()),
                BlockCodec.encode(report.second()),
                report.witness() == null ? new byte[0] : BlockCodec.encode(report.witness()));
        try {
            SignedMessage sent = send.apply(Outgoing.call(
                    reporter,
                    report.first().miner(),
                    TokenAmount.ZERO,
                    MinerActor.REPORT_CONSENSUS_FAULT,
                    MinerParams.Fault.CODEC.encode(fault),
                    "fault/" + what));
            LOG.warn(
                    "miner {} made blocks {} and {} at {}, which is a consensus fault; reported by {}",
                    report.first().miner(),
                    report.first().cid(),
                    report.second().cid(),
                    report.second().height(),
                    sent.cid());
            return true;
        } catch (ChainException refused) {
            // A fault that was reported before, or a miner that is excluded already, is refused: nothing is lost by it.
            LOG.info("a fault of miner {} is not reported: {}", report.first().miner(), refused.getMessage());
            return refused.reason() == ChainException.Reason.REFUSED;
        }
    }
}
