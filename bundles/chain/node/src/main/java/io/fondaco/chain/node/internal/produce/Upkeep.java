package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the miners of this house in power, as far as no prover has to be asked: sectors without deals never end, for a miner
 * whose last one ended could make no block again. Where sectors are of the kind none, also window PoSts in time, and sectors
 * back whose windows were missed while this node was away; for others the sector pipeline sees to these. On the thread of the
 * chain.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    /** Messages about one deadline, so that one that always fails does not eat up the worker's money. */
    private static final int ATTEMPTS = 3;

    private final Execution execution;
    private final Function<Outgoing, SignedMessage> send;
    private final Map<String, Sent> posts = new HashMap<>();
    private final Map<Address, String> troubles = new HashMap<>();
    /** The last head that was looked after. */
    private Epoch seen = Epoch.of(-1);
    /** Until when faults may be windows that were missed here, not what an operator declared. */
    private Epoch missed = Epoch.of(-1);

    /** @param made epoch by whose end it is of no more interest */
    private record Sent(Cid message, int attempt, Epoch made) {}

    /** @param send gives a message to the pool, at once */
    Upkeep(Execution execution, Function<Outgoing, SignedMessage> send) {
        this.execution = execution;
        this.send = send;
    }

    /** Does what is due on top of {@code head}. */
    void after(Tipset head, StateTree state, List<Address> miners) {
        Policy policy = execution.policy();
        boolean slow = head.height().number() % policy.proving().window() == 0;
        if (seen.number() < 0 || head.height().since(seen) > policy.proving().window()) {
            missed = head.height()
                    .plus(policy.proving().period() + policy.proving().window());
        }
        seen = head.height();
        for (Address miner : miners) {
            MinerView view = MinerView.of(state, miner, policy).orElseThrow();
            boolean none = view.info().type().none();
            try {
                if (none) {
                    prove(view, head);
                }
                if (none && slow && !head.height().isAfter(missed)) {
                    bringBack(view, head.height());
                }
                if (slow) {
                    extend(view, head.height());
                }
                troubles.remove(miner);
            } catch (ChainException refused) {
                if (!refused.getMessage().equals(troubles.put(miner, refused.getMessage()))) {
                    LOG.warn("miner {} cannot keep its sectors: {}", miner, refused.getMessage());
                }
            }
        }
        Epoch old = head.height().minus(2 * policy.proving().window());
        posts.values().removeIf(sent -> sent.made().isBefore(old));
    }

    private void prove(MinerView miner, Tipset head) {
        MinerParams.WindowPost post = WindowProofs.due(miner, head.height(), epoch -> ticket(head, epoch))
                .orElse(null);
        if (post == null) {
            return;
        }
        // Another chain below the commitment makes it another message; one that failed there may be tried again.
        String what = "post/" + miner.id() + "/" + post.commitEpoch() + "/"
                + post.partitions().get(0).index() + "/"
                + HexFormat.of().formatHex(post.commitRandomness(), 0, 8);
        Sent before = posts.get(what);
        boolean failed =
                before != null && execution.index().holding(before.message()).isPresent();
        if (before != null && !failed || failed && before.attempt() + 1 == ATTEMPTS) {
            return;
        }
        int attempt = failed ? before.attempt() + 1 : 0;
        SignedMessage sent = call(
                miner,
                MinerActor.SUBMIT_WINDOWED_POST,
                MinerParams.WindowPost.CODEC.encode(post),
                what + "/" + attempt);
        posts.put(what, new Sent(sent.cid(), attempt, post.commitEpoch()));
    }

    private byte[] ticket(Tipset head, Epoch epoch) {
        try {
            return execution.index().ancestor(head, epoch).minTicket().vrf();
        } catch (InvalidBlockException missing) {
            throw new IllegalStateException("the chain below the head is not whole", missing);
        }
    }

    private SignedMessage call(MinerView miner, long method, byte[] params, String key) {
        // What it owes is paid with it: a miner in debt may do nothing else.
        TokenAmount value = method == MinerActor.SUBMIT_WINDOWED_POST ? TokenAmount.ZERO : miner.feeDebt();
        return send.apply(Outgoing.call(miner.workerKey(), miner.id(), value, method, params, key));
    }

    /** There is nothing of such a sector that could be lost: what was missed can be proven again. */
    private void bringBack(MinerView miner, Epoch head) {
        List<MinerParams.Declared> back = new ArrayList<>();
        for (MinerView.DeadlineView deadline : miner.deadlines()) {
            DeadlineInfo next = miner.nextDeadline(deadline.index(), head.plus(1));
            for (MinerView.PartitionView partition : deadline.partitions()) {
                BitField lost = partition.faulty().minus(partition.recovering());
                if (!lost.isEmpty() && head.plus(2).isBefore(next.faultCutoff())) {
                    back.add(new MinerParams.Declared(deadline.index(), partition.index(), lost));
                }
            }
        }
        if (!back.isEmpty()) {
            LOG.info("miner {} declares sectors recovered in {} partitions", miner.id(), back.size());
            call(
                    miner,
                    MinerActor.DECLARE_FAULTS_RECOVERED,
                    MinerParams.DECLARED.encode(back),
                    "recover/" + miner.id() + "/" + head);
        }
    }

    /** Sectors without deals whose life is half over live on. */
    private void extend(MinerView miner, Epoch head) {
        long most = execution.policy().sealing().maxLife();
        List<MinerParams.Extension> longer = new ArrayList<>();
        for (MinerView.DeadlineView deadline : miner.deadlines()) {
            for (MinerView.PartitionView partition : deadline.partitions()) {
                List<Long> ending = new ArrayList<>();
                partition.active().stream().forEach(number -> miner.sector(number)
                        .filter(sector -> endsSoon(sector, head, most))
                        .ifPresent(sector -> ending.add(number)));
                if (!ending.isEmpty()) {
                    longer.add(new MinerParams.Extension(
                            deadline.index(),
                            partition.index(),
                            BitField.of(
                                    ending.stream().mapToLong(Long::longValue).toArray()),
                            head.plus(most)));
                }
            }
        }
        if (!longer.isEmpty()) {
            LOG.info("miner {} has sectors without deals end later in {} partitions", miner.id(), longer.size());
            call(
                    miner,
                    MinerActor.EXTEND_SECTOR_EXPIRATION,
                    MinerParams.EXTENSIONS.encode(longer),
                    "extend/" + miner.id() + "/" + head);
        }
    }

    private static boolean endsSoon(SectorInfo sector, Epoch head, long most) {
        return sector.deals().isEmpty() && sector.expiration().since(head) < most / 2;
    }
}
