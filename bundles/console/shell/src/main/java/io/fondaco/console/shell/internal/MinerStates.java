package io.fondaco.console.shell.internal;

import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.Funds;
import io.fondaco.chain.actors.miner.MinerInfo;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What there is to tell of a miner. */
final class MinerStates {
    static final String NONE = "none (unproven)";

    private MinerStates() {}

    /** The kind of its proofs, in words. */
    static String proofs(ProofType type) {
        return switch (type.rules()) {
            case NONE -> NONE;
            case V1 -> "Groth16";
            case V1_1 -> "vanilla";
        };
    }

    static void tell(StateReader.View view, Address id, Map<String, Object> told) {
        MinerView miner = MinerView.of(view.tree(), id, view.policy()).orElseThrow();
        Epoch now = view.epoch();
        MinerInfo info = miner.info();
        told.put("owner", info.owner());
        told.put("worker", info.worker());
        told.put("control", info.control());
        told.put("peer", peer(info.peer()));
        told.put("proofs", proofs(info.type()));
        told.put("sectorSizeBytes", miner.sectorSize());
        told.put("rawPowerBytes", miner.power().raw());
        told.put("adjustedPowerBytes", miner.power().adjusted());
        if (!now.isAfter(miner.consensusFaultElapsed())) {
            told.put("excludedUntil", miner.consensusFaultElapsed());
        }
        money(miner, told);
        List<MinerView.DeadlineView> deadlines = miner.deadlines();
        told.put("sectors", sectors(miner, deadlines));
        DeadlineInfo open = miner.openDeadline(now);
        told.put("openDeadline", open.index() + ", until epoch " + open.last());
        told.put("deadlines", deadlines(miner, deadlines, now));
    }

    private static void money(MinerView miner, Map<String, Object> told) {
        Funds funds = miner.state().funds();
        told.put("available", miner.availableBalance());
        told.put("pledge", funds.pledge());
        told.put("preCommitDeposits", funds.deposits());
        told.put("vesting", funds.locked());
        told.put("feeDebt", funds.debt());
    }

    private static Map<String, Object> sectors(MinerView miner, List<MinerView.DeadlineView> deadlines) {
        Map<String, Object> sectors = new LinkedHashMap<>();
        sectors.put("live", count(deadlines, MinerView.PartitionView::live));
        sectors.put("active", count(deadlines, MinerView.PartitionView::active));
        sectors.put("faulty", count(deadlines, MinerView.PartitionView::faulty));
        sectors.put("recovering", count(deadlines, MinerView.PartitionView::recovering));
        sectors.put("withoutFirstProof", count(deadlines, MinerView.PartitionView::unproven));
        sectors.put("numbersUsed", miner.usedNumbers().count());
        return sectors;
    }

    private static long count(
            List<MinerView.DeadlineView> deadlines, Function<MinerView.PartitionView, BitField> sectors) {
        return deadlines.stream()
                .flatMap(deadline -> deadline.partitions().stream())
                .mapToLong(partition -> sectors.apply(partition).count())
                .sum();
    }

    /** Deadlines that have sectors. */
    private static List<Map<String, Object>> deadlines(
            MinerView miner, List<MinerView.DeadlineView> deadlines, Epoch now) {
        List<Map<String, Object>> told = new ArrayList<>();
        for (MinerView.DeadlineView deadline : deadlines) {
            if (deadline.partitions().isEmpty()) {
                continue;
            }
            DeadlineInfo next = miner.nextDeadline(deadline.index(), now);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("deadline", deadline.index());
            one.put("opens", next.open());
            one.put("closes", next.close());
            one.put("partitions", deadline.partitions().size());
            one.put("live", deadline.live());
            one.put("faulty", count(List.of(deadline), MinerView.PartitionView::faulty));
            if (!now.isBefore(next.open())) {
                one.put("provenPartitions", deadline.posted().count());
            }
            told.add(one);
        }
        return told;
    }

    /** Chains hold whatever bytes a miner said. */
    private static String peer(byte[] bytes) {
        if (bytes.length == 0) {
            return "none";
        }
        try {
            return PeerId.fromBytes(bytes).toString();
        } catch (IllegalArgumentException e) {
            return "no peer id: " + HexFormat.of().formatHex(bytes);
        }
    }
}
