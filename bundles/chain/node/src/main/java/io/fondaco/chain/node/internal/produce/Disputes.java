package io.fondaco.chain.node.internal.produce;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.internal.state.Execution;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the window PoSts of others, which the chain takes unseen, once their deadline closed, and disputes those that do
 * not hold: that pays whoever is first. Looks on the thread of the chain and checks beside it.
 */
final class Disputes {
    private static final Logger LOG = LoggerFactory.getLogger(Disputes.class);

    private final Execution execution;
    private final Function<Outgoing, SignedMessage> send;
    private final Executor workers;
    private Epoch looked = Epoch.of(-1);

    /** @param miner its ID address; {@code closed} when its deadline was over */
    private record Taken(Address miner, Epoch closed, long deadline, byte[] randomness, MinerView.Unseen post) {}

    /**
     * @param send gives a message to the pool, at once
     * @param workers runs what may take as long as a proof
     */
    Disputes(Execution execution, Function<Outgoing, SignedMessage> send, Executor workers) {
        this.execution = execution;
        this.send = send;
        this.workers = workers;
    }

    /**
     * Looks at the deadlines that closed since the last head.
     *
     * @param reporter whose account sends and is paid; empty if there is none
     * @param ours miners nobody here disputes
     */
    void after(Epoch head, StateTree state, Optional<Address> reporter, Set<Address> ours) {
        Epoch since = looked;
        looked = head;
        Policy policy = execution.policy();
        if (since.number() < 0 || policy.sealing().kinds().isEmpty() || reporter.isEmpty()) {
            return;
        }
        List<Taken> taken = new ArrayList<>();
        state.state(Singletons.STORAGE_POWER, PowerState.class)
                .orElseThrow()
                .claims()
                .forEach((key, claim) -> {
                    Address id = Address.fromBytes(key);
                    if (!ours.contains(id)) {
                        MinerView.of(state, id, policy)
                                .filter(miner -> !miner.info().type().none())
                                .ifPresent(miner -> taken.addAll(closed(miner, since, head)));
                    }
                });
        taken.forEach(post -> workers.execute(() -> check(post, reporter.get())));
    }

    /**
     * What was taken in deadlines that closed after {@code since} and not after {@code head}. One that is over only with the
     * head's own epoch cannot be disputed yet in blocks that are made beside the head.
     */
    private List<Taken> closed(MinerView miner, Epoch since, Epoch head) {
        List<Taken> taken = new ArrayList<>();
        Policy.Proving proving = execution.policy().proving();
        for (MinerView.DeadlineView deadline : miner.deadlines()) {
            DeadlineInfo next = miner.nextDeadline(deadline.index(), head);
            Epoch closed = next.close().minus(proving.period());
            if (deadline.proofs() > 0 && closed.isAfter(since) && !closed.isAfter(head)) {
                Epoch challenge = next.challenge().minus(proving.period());
                byte[] randomness = Randomness.draw(
                        execution.beacon().at(challenge).data(),
                        RandomnessTag.WINDOW_POST,
                        challenge,
                        Randomness.entropy(miner.id()));
                miner.unseen(deadline.index())
                        .forEach(post -> taken.add(new Taken(miner.id(), closed, deadline.index(), randomness, post)));
            }
        }
        return taken;
    }

    private void check(Taken taken, Address reporter) {
        MinerView.Unseen post = taken.post();
        Optional<String> trouble =
                execution.proofs().trouble(taken.miner().idNumber(), taken.randomness(), post.proofs(), post.sectors());
        if (trouble.isEmpty()) {
            return;
        }
        try {
            SignedMessage sent = send.apply(Outgoing.call(
                    reporter,
                    taken.miner(),
                    TokenAmount.ZERO,
                    MinerActor.DISPUTE_WINDOWED_POST,
                    MinerParams.Dispute.CODEC.encode(new MinerParams.Dispute(taken.deadline(), post.index())),
                    "dispute/" + taken.miner() + "/" + taken.closed() + "/" + post.index()));
            LOG.warn(
                    "window PoSt {} of miner {} in deadline {} does not hold: {}; disputed by {}",
                    post.index(),
                    taken.miner(),
                    taken.deadline(),
                    trouble.get(),
                    sent.cid());
        } catch (ChainException refused) {
            // Somebody else was faster, or the miner's sectors are faulty already: nothing is lost by it.
            LOG.info("a window PoSt of miner {} is not disputed: {}", taken.miner(), refused.getMessage());
        }
    }
}
