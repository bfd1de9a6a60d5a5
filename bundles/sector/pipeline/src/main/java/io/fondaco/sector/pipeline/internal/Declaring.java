package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Finds the deadlines and partitions of sectors, and declares what operators say about them. */
public final class Declaring {

    private final MessagePool pool;
    private final Clock clock;
    private final StateReader states;
    private final SectorJournal journal;
    private final Executor serial;

    Declaring(MessagePool pool, Clock clock, StateReader states, SectorJournal journal, Executor serial) {
        this.pool = pool;
        this.clock = clock;
        this.states = states;
        this.journal = journal;
        this.serial = serial;
    }

    public CompletionStage<Cid> declareFaults(Address miner, Set<Long> sectors) {
        return declare(MinerActor.DECLARE_FAULTS, miner, sectors, Optional.of(true));
    }

    public CompletionStage<Cid> declareRecovered(Address miner, Set<Long> sectors) {
        return declare(MinerActor.DECLARE_FAULTS_RECOVERED, miner, sectors, Optional.of(false));
    }

    public CompletionStage<Cid> terminate(Address miner, Set<Long> sectors) {
        return declare(MinerActor.TERMINATE_SECTORS, miner, sectors, Optional.empty());
    }

    /** @param withheld what is to be remembered of the operator's word */
    private CompletionStage<Cid> declare(long method, Address miner, Set<Long> sectors, Optional<Boolean> withheld) {
        try {
            Outgoing message = states.read(view -> {
                clock.check(view.epoch());
                return message(view, method, miner, sectors);
            });
            return remember(message.to(), sectors, withheld)
                    .thenCompose(changed -> pool.send(message).whenComplete((sent, refused) -> {
                        if (refused != null) {
                            // Only what this call changed: an earlier word of the operator still counts.
                            remember(message.to(), changed, withheld.map(declared -> !declared));
                        }
                    }))
                    .thenApply(SignedMessage::cid);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Before it is sent: who dies between withholds what is not faulty, which does no harm. @return what this changed */
    private CompletionStage<Set<Long>> remember(Address miner, Set<Long> sectors, Optional<Boolean> withheld) {
        if (withheld.isEmpty()) {
            return CompletableFuture.completedFuture(Set.of());
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    Set<Long> changed = new TreeSet<>();
                    journal.catchUp();
                    for (long number : sectors) {
                        if (journal.book().withheld(new SectorId(miner, number)) != withheld.get()) {
                            journal.record(
                                    new SectorEvent.Withheld(miner.toString(), number, withheld.get(), clock.head()));
                            changed.add(number);
                        }
                    }
                    return changed;
                },
                serial);
    }

    /** A miner in debt may have nothing back, and one that comes into debt makes no blocks. */
    private static TokenAmount value(StateReader.View view, long method, MinerView miner, int sectors) {
        if (miner.info().type().none()) {
            return TokenAmount.ZERO;
        }
        return method == MinerActor.DECLARE_FAULTS_RECOVERED
                ? miner.feeDebt()
                : method == MinerActor.DECLARE_FAULTS ? FaultFee.of(view, miner.id(), sectors) : TokenAmount.ZERO;
    }

    /** Without a key: said again, it is another declaration, which the chain takes or refuses. */
    private static Outgoing message(StateReader.View view, long method, Address miner, Set<Long> sectors) {
        MinerView found = MinerView.of(view.tree(), miner, view.policy())
                .orElseThrow(() ->
                        new SectorException(Reason.UNKNOWN_MINER, "there is no miner " + miner + " on the chain"));
        if (sectors.isEmpty()) {
            throw new SectorException(Reason.UNKNOWN_SECTOR, "name one sector of " + miner + " at least");
        }
        BitField left = BitField.of(sectors.stream().mapToLong(Long::longValue).toArray());
        List<MinerParams.Declared> declared = new ArrayList<>();
        for (MinerView.DeadlineView deadline : found.deadlines()) {
            for (MinerView.PartitionView partition : deadline.partitions()) {
                BitField here = partition.live().intersection(left);
                if (!here.isEmpty()) {
                    declared.add(new MinerParams.Declared(deadline.index(), partition.index(), here));
                    left = left.minus(here);
                }
            }
        }
        if (!left.isEmpty()) {
            throw new SectorException(
                    Reason.UNKNOWN_SECTOR,
                    "sectors " + left + " of " + miner + " are not on the chain at epoch " + view.epoch()
                            + ": they ended or were not proven yet");
        }
        return Outgoing.call(
                found.workerKey(),
                found.id(),
                value(view, method, found, sectors.size()),
                method,
                MinerParams.DECLARED.encode(declared),
                "");
    }
}
