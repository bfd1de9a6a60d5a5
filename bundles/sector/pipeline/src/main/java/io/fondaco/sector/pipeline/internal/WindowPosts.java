package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.Syscalls.PostProof;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Progress;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Watch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the sectors of each deadline while it is open, a partition a message, so that one partition's trouble is no
 * other's. Sectors that cannot be shown are skipped, which declares them faulty, and the rest goes out. On a thread of its
 * own that sealing never has: who misses a deadline loses power.
 */
final class WindowPosts {
    private static final Logger LOG = LoggerFactory.getLogger(WindowPosts.class);
    /** Messages about one partition and deadline, so that one that always fails does not eat up the worker's money. */
    private static final int ATTEMPTS = 3;

    /** A partition that is to be proven. @param at the tipset whose state says so */
    private record Due(
            TipsetKey at,
            Address miner,
            Address worker,
            long type,
            long deadline,
            long partition,
            Epoch made,
            byte[] committed,
            byte[] randomness) {
        /** Another chain below the commitment makes it another message. */
        String what() {
            return "post/" + miner + "/" + deadline + "/" + partition + "/" + made + "/"
                    + HexFormat.of().formatHex(committed, 0, 8);
        }
    }

    /** @param what was to be shown */
    private record Unsent(Epoch made, PostStatement what, Showing.Shown shown) {}

    private final FullNode node;
    private final MessagePool pool;
    private final StateReader states;
    private final Showing showing;
    private final Executor thread;
    private final BooleanSupplier stopped;
    /** Messages that are being made, with the epoch they are made on. */
    private final Map<String, Epoch> begun = new ConcurrentHashMap<>();
    /** What is proven and could not be sent: the worker may have no money, and has it with the next head. */
    private final Map<String, Unsent> unsent = new ConcurrentHashMap<>();

    /** @param thread of its own, one task at a time */
    WindowPosts(
            FullNode node,
            MessagePool pool,
            StateReader states,
            Showing showing,
            Executor thread,
            BooleanSupplier stopped) {
        this.node = node;
        this.pool = pool;
        this.states = states;
        this.showing = showing;
        this.thread = thread;
        this.stopped = stopped;
    }

    /** Begins what is due at a head; quick. */
    void turn(Tipset head, Collection<Address> miners) {
        Epoch old = head.height().minus(2 * states.policy().proving().period());
        begun.values().removeIf(made -> made.isBefore(old));
        unsent.values().removeIf(proven -> proven.made().isBefore(old));
        for (Address miner : miners) {
            for (Due due : states.read(head.key(), view -> due(view, head, miner))) {
                String key = key(due);
                if (key.isEmpty() || begun.putIfAbsent(key, due.made()) != null) {
                    continue;
                }
                try {
                    thread.execute(() -> prove(due, key));
                } catch (RejectedExecutionException closing) {
                    begun.remove(key);
                    LOG.debug("{} is left for the next start", due.what());
                }
            }
        }
    }

    private List<Due> due(StateReader.View view, Tipset head, Address id) {
        MinerView miner = MinerView.of(view.tree(), id, view.policy()).orElse(null);
        List<Due> all = new ArrayList<>();
        if (miner == null || miner.info().type().none()) {
            return all;
        }
        Epoch next = head.height().plus(1);
        DeadlineInfo open = miner.openDeadline(next);
        // The challenge is the oldest epoch a proof may say it was made on: the one least likely to be reverted.
        Epoch made = open.challenge();
        // Only once the head itself is in the window: a block beside it would take the message in before it opens.
        if (head.height().isBefore(open.open()) || next.isAfter(open.last())) {
            return all;
        }
        MinerView.DeadlineView deadline = miner.deadline(open.index());
        byte[] committed = view.calls().randomness(RandomnessTag.POST_CHAIN_COMMIT, made, new byte[0]);
        byte[] randomness = view.calls().randomness(RandomnessTag.WINDOW_POST, made, Randomness.entropy(miner.id()));
        for (MinerView.PartitionView partition : deadline.partitions()) {
            if (!deadline.posted().contains(partition.index())
                    && !partition.toProve().isEmpty()) {
                all.add(new Due(
                        head.key(),
                        miner.id(),
                        miner.workerKey(),
                        miner.info().type().windowPost(),
                        open.index(),
                        partition.index(),
                        made,
                        committed,
                        randomness));
            }
        }
        return all;
    }

    /** What the message is known by; empty while one is on its way, or when too many failed. */
    private String key(Due due) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String key = due.what() + "/" + attempt;
            Optional<Cid> sent = pool.sentFor(key);
            if (sent.isEmpty()) {
                return key;
            }
            Optional<Included> included = sent.flatMap(node::find);
            if (included.isEmpty() || included.get().receipt().ok()) {
                return "";
            }
        }
        return "";
    }

    private void prove(Due due, String key) {
        try {
            Watch watch = new Watch(Progress.NONE, stopped);
            Showing.Shown shown = kept(due, key)
                    .or(() -> showing.most(due.miner(), skipped -> statement(due, skipped), watch))
                    .orElse(null);
            if (shown == null) {
                LOG.error(
                        "no sector of partition {} of deadline {} of {} can be shown: all become faulty",
                        due.partition(),
                        due.deadline(),
                        due.miner());
                // A disk may come back before the window closes.
                begun.remove(key);
                return;
            }
            send(due, key, shown);
        } catch (ProofException cancelled) {
            begun.remove(key);
            if (cancelled.reason() != ProofException.Reason.CANCELLED) {
                LOG.error("{} cannot be proven; it is tried again with the next head", due.what(), cancelled);
            }
        } catch (RuntimeException | Error broken) {
            begun.remove(key);
            LOG.error("{} cannot be proven; it is tried again with the next head", due.what(), broken);
        }
    }

    /** What was proven for an earlier head, if it is what this one asks for. */
    private Optional<Showing.Shown> kept(Due due, String key) {
        Unsent before = unsent.remove(key);
        return before != null
                        && statement(due, before.shown().skipped())
                                .filter(before.what()::equals)
                                .isPresent()
                ? Optional.of(before.shown())
                : Optional.empty();
    }

    private Optional<PostStatement> statement(Due due, Set<Long> skipped) {
        return states.read(due.at(), view -> MinerView.of(view.tree(), due.miner(), view.policy())
                .flatMap(miner -> miner.windowStatement(
                        due.deadline(), Set.of(due.partition()), field(skipped), due.randomness())));
    }

    private static BitField field(Set<Long> numbers) {
        return BitField.of(numbers.stream().mapToLong(Long::longValue).toArray());
    }

    private void send(Due due, String key, Showing.Shown shown) {
        MinerParams.WindowPost post = new MinerParams.WindowPost(
                due.deadline(),
                List.of(new MinerParams.Proven(due.partition(), field(shown.skipped()))),
                List.of(new PostProof(due.type(), shown.proof().toBytes())),
                due.made(),
                due.committed());
        Outgoing message = Outgoing.call(
                due.worker(),
                due.miner(),
                states.read(
                        due.at(),
                        view -> FaultFee.of(view, due.miner(), shown.skipped().size())),
                MinerActor.SUBMIT_WINDOWED_POST,
                MinerParams.WindowPost.CODEC.encode(post),
                key);
        pool.send(message).whenComplete((sent, failure) -> {
            if (failure == null) {
                LOG.info(
                        "{}: partition {} of deadline {} is proven with {}{}",
                        due.miner(),
                        due.partition(),
                        due.deadline(),
                        sent.cid(),
                        shown.skipped().isEmpty() ? "" : ", without sectors " + shown.skipped());
            } else {
                try {
                    statement(due, shown.skipped())
                            .ifPresent(what -> unsent.put(key, new Unsent(due.made(), what, shown)));
                } finally {
                    begun.remove(key);
                }
                boolean expected = failure instanceof ChainException || failure.getCause() instanceof ChainException;
                LOG.warn("{} could not be sent: {}", due.what(), failure.getMessage(), expected ? null : failure);
            }
        });
    }
}
