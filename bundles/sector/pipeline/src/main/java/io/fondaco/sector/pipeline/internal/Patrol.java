package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.DeadlineInfo;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.chain.block.Tipset;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.Progress;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Proving;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.Watch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the sectors of each deadline before faults can be declared for it no more: each is shown to ourselves, alone.
 * Those that cannot be shown are declared faulty, and those that were and can be shown again are declared recovered, unless
 * an operator declared them.
 */
final class Patrol {
    private static final Logger LOG = LoggerFactory.getLogger(Patrol.class);

    /** A sector to look at. */
    private record Look(long number, Node commR, boolean faulty, boolean recovering) {}

    /** A partition to look at. @param open of the deadline it is for */
    private record Beat(
            Address miner,
            Address worker,
            TokenAmount debt,
            PostProof proof,
            long deadline,
            long partition,
            Epoch open,
            List<Look> looks) {
        String what() {
            return "patrol/" + miner + "/" + deadline + "/" + partition + "/" + open;
        }
    }

    private final FullNode node;
    private final MessagePool pool;
    private final StateReader states;
    private final SectorJournal journal;
    private final Showing showing;
    private final Executor thread;
    private final BooleanSupplier stopped;
    private final Map<String, Epoch> begun = new ConcurrentHashMap<>();

    /** @param thread one task at a time, not the one of the window PoSts, which cannot wait */
    Patrol(
            FullNode node,
            MessagePool pool,
            StateReader states,
            SectorJournal journal,
            Showing showing,
            Executor thread,
            BooleanSupplier stopped) {
        this.node = node;
        this.pool = pool;
        this.states = states;
        this.journal = journal;
        this.showing = showing;
        this.thread = thread;
        this.stopped = stopped;
    }

    /** Begins what is due at a head; quick. */
    void turn(Tipset head, Collection<Address> miners) {
        Epoch old = head.height().minus(2 * states.policy().proving().period());
        begun.values().removeIf(open -> open.isBefore(old));
        for (Address miner : miners) {
            for (Beat beat : states.read(head.key(), view -> due(view, miner))) {
                if (begun.putIfAbsent(beat.what(), beat.open()) == null) {
                    try {
                        thread.execute(() -> walk(beat));
                    } catch (RejectedExecutionException closing) {
                        begun.remove(beat.what());
                        LOG.debug("{} is left for the next start", beat.what());
                    }
                }
            }
        }
    }

    private List<Beat> due(StateReader.View view, Address id) {
        List<Beat> all = new ArrayList<>();
        MinerView miner = MinerView.of(view.tree(), id, view.policy()).orElse(null);
        if (miner == null || miner.info().type().none()) {
            return all;
        }
        Epoch next = view.epoch().plus(1);
        long window = view.policy().proving().window();
        for (MinerView.DeadlineView deadline : miner.deadlines()) {
            DeadlineInfo coming = miner.nextDeadline(deadline.index(), next);
            boolean near = !next.isBefore(coming.faultCutoff().minus(2 * window))
                    // The message comes a block later, or two.
                    && next.plus(2).isBefore(coming.faultCutoff());
            if (!near) {
                continue;
            }
            for (MinerView.PartitionView partition : deadline.partitions()) {
                List<Look> looks = partition.live().stream()
                        .mapToObj(number -> miner.sector(number).map(info -> look(partition, info)))
                        .flatMap(Optional::stream)
                        .toList();
                if (!looks.isEmpty()) {
                    all.add(new Beat(
                            miner.id(),
                            miner.workerKey(),
                            miner.feeDebt(),
                            PostProof.ofNumber(miner.info().type().windowPost()),
                            deadline.index(),
                            partition.index(),
                            coming.open(),
                            looks));
                }
            }
        }
        return all;
    }

    private static Look look(MinerView.PartitionView partition, SectorInfo info) {
        return new Look(
                info.number(),
                Node.of(info.sealedCid().multihash().digest()),
                partition.faulty().contains(info.number()),
                partition.recovering().contains(info.number()));
    }

    /** What breaks is tried again with the next head: there may be time left to declare. */
    private void walk(Beat beat) {
        try {
            Set<Long> lost = new TreeSet<>();
            Set<Long> back = new TreeSet<>();
            Watch watch = new Watch(Progress.NONE, stopped);
            // Nobody has to be convinced: what was drawn last is as good as any.
            byte[] drawn = Multihash.sha256(node.head().minTicket().vrf()).digest();
            drawn[Node.BYTES - 1] &= 0x3f;
            for (Look look : beat.looks()) {
                PostStatement alone = new PostStatement(
                        beat.proof(),
                        ReplicaId.prover(beat.miner().idNumber()),
                        Node.of(drawn),
                        List.of(new PostStatement.Replica(look.number(), look.commR())));
                boolean there = showing.prove(beat.miner(), alone, watch) instanceof Proving.Proven;
                if (!there && (!look.faulty() || look.recovering())) {
                    lost.add(look.number());
                } else if (there && look.faulty() && !look.recovering() && !withheld(beat.miner(), look.number())) {
                    back.add(look.number());
                }
            }
            declare(beat, MinerActor.DECLARE_FAULTS, "fault", lost);
            declare(beat, MinerActor.DECLARE_FAULTS_RECOVERED, "recover", back);
        } catch (ProofException ended) {
            begun.remove(beat.what());
            if (ended.reason() == ProofException.Reason.CANCELLED) {
                LOG.debug("{}: {}", beat.what(), ended.getMessage());
            } else {
                LOG.error("{} came to no end; it is tried again with the next head", beat.what(), ended);
            }
        } catch (RuntimeException | Error broken) {
            begun.remove(beat.what());
            LOG.error("{} came to no end; it is tried again with the next head", beat.what(), broken);
        }
    }

    private boolean withheld(Address miner, long number) {
        return journal.read(book -> book.withheld(new SectorId(miner, number)));
    }

    private void declare(Beat beat, long method, String word, Set<Long> sectors) {
        if (sectors.isEmpty()) {
            return;
        }
        LOG.warn("{}: sectors {} are declared: {}", beat.miner(), sectors, word);
        BitField field = BitField.of(sectors.stream().mapToLong(Long::longValue).toArray());
        Outgoing message = Outgoing.call(
                beat.worker(),
                beat.miner(),
                // A miner in debt may have nothing back.
                method == MinerActor.DECLARE_FAULTS_RECOVERED
                        ? beat.debt()
                        : states.read(view -> FaultFee.of(view, beat.miner(), sectors.size())),
                method,
                MinerParams.DECLARED.encode(
                        List.of(new MinerParams.Declared(beat.deadline(), beat.partition(), field))),
                beat.what() + "/" + word);
        pool.send(message).whenComplete((sent, failure) -> {
            if (failure != null) {
                begun.remove(beat.what());
                LOG.warn("{}: sectors {} could not be declared: {}", beat.miner(), sectors, failure.getMessage());
            }
        });
    }
}
