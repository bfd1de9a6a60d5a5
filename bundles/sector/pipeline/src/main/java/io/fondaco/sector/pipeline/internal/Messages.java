package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.Node;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the messages of sectors. All but what the pool does is in the journal's thread. */
final class Messages {

    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

    private final SectorJournal journal;
    private final StateReader states;
    private final MessagePool pool;
    private final Pauses pauses;
    private final Executor serial;
    private final Set<SectorId> sending = new HashSet<>();

    Messages(SectorJournal journal, StateReader states, MessagePool pool, Pauses pauses, Executor serial) {
        this.journal = journal;
        this.states = states;
        this.pool = pool;
        this.pauses = pauses;
        this.serial = serial;
    }

    /** Whether a message of a sector is with the pool, which has not answered yet. */
    boolean sending(SectorId sector) {
        return sending.contains(sector);
    }

    /** A message that was sent by a process that ended before it could note it down. */
    boolean adopt(Sector sector, Step step, long epoch) {
        int attempt = sector.attempt(step);
        Optional<Cid> sent = pool.sentFor(step.key(sector.id, attempt));
        sent.ifPresent(cid -> {
            LOG.info("{}: its {} was sent already as {}", sector.id, step, cid);
            journal.record(new SectorEvent.Sent(
                    sector.id.miner().toString(), sector.id.number(), step, attempt, cid.toString(), "0", "0", epoch));
        });
        return sent.isPresent();
    }

    void preCommit(Sector sector, Sight.Miner miner, Sight now) {
        Epoch ticketEpoch = sector.seal == null ? ticketEpoch(now) : Epoch.of(sector.seal.ticketEpoch);
        Cid sealed = sector.seal == null
                ? Sealed.none(
                        sector.id,
                        ticket(miner.id(), ticketEpoch).bytes(),
                        sector.layout().commitment())
                : Statements.sealedCid(sector.seal.commR);
        long expiration = expiration(sector, now);
        MinerParams.Sector params = new MinerParams.Sector(
                miner.sealProof(),
                sector.id.number(),
                sealed,
                ticketEpoch,
                sector.dealIds(),
                Epoch.of(expiration),
                false);
        TokenAmount deposit = miner.costs().deposit(bytes(sector, expiration, now));
        send(sector, Step.PRE_COMMIT, MinerParams.Sector.CODEC.encode(params), deposit, miner, now);
    }

    /** Far enough below the head that the chain does not go another way there. */
    static Epoch ticketEpoch(Sight now) {
        return Epoch.of(Math.max(0, now.epoch() - now.policy().rounds().finality()));
    }

    /** What makes a replica one of this time. */
    Node ticket(Address miner, Epoch epoch) {
        return draw(RandomnessTag.SEAL, miner, epoch);
    }

    /** What picks the challenges of a seal, once {@code epoch} is over. */
    Node seed(Address miner, Epoch epoch) {
        return draw(RandomnessTag.INTERACTIVE_SEAL, miner, epoch);
    }

    private Node draw(RandomnessTag use, Address miner, Epoch epoch) {
        return Node.of(states.read(view -> view.calls().randomness(use, epoch, Randomness.entropy(miner))));
    }

    /** As late as its last deal ends, or as the chain demands of a message that takes as long as finality to get there. */
    private static long expiration(Sector sector, Sight now) {
        long least = now.epoch()
                + now.policy().rounds().finality()
                + now.policy().sealing().maxProveCommit()
                + now.policy().sealing().minLife();
        return Math.max(sector.lastEnd(), Math.min(least, now.latestEnd()));
    }

    /** @param proof no bytes when nothing is proven */
    void proveCommit(Sector sector, Sight.Miner miner, byte[] proof, Sight now) {
        byte[] params = MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(sector.id.number(), proof));
        TokenAmount deposit =
                miner.sector(sector.id.number()).preCommit().orElseThrow().deposit();
        TokenAmount pledge = miner.costs().pledge(bytes(sector, sector.expiration, now));
        send(sector, Step.PROVE_COMMIT, params, pledge.minus(deposit).max(TokenAmount.ZERO), miner, now);
    }

    private static BigInteger bytes(Sector sector, long expiration, Sight now) {
        var proposals = sector.deals().stream()
                .flatMap(d -> now.deal(d.id()).stream())
                .map(Sight.OnChainDeal::proposal)
                .toList();
        return Costs.qualityAdjusted(sector.size, expiration - now.epoch(), proposals);
    }

    /** @param need what the miner must have free for it */
    private void send(Sector sector, Step step, byte[] params, TokenAmount need, Sight.Miner miner, Sight now) {
        TokenAmount free = miner.available().minus(promised(sector, miner));
        TokenAmount value = need.isZero() ? need : need.minus(free).max(TokenAmount.ZERO);
        if (value.compareTo(miner.wallet()) > 0) {
            pauses.add(
                    sector.id,
                    "money for " + step,
                    "its " + step + " takes " + need + ", the miner has " + free + " free, and its worker "
                            + miner.worker() + " only " + miner.wallet() + ": send the worker "
                            + value.minus(miner.wallet()) + " and something for gas",
                    now.epoch());
            return;
        }
        int attempt = sector.attempt(step);
        Outgoing out =
                Outgoing.call(miner.worker(), miner.id(), value, step.method(), params, step.key(sector.id, attempt));
        SectorId id = sector.id;
        sending.add(id);
        try {
            pool.send(out).whenComplete((sent, failure) -> {
                try {
                    serial.execute(() -> sent(id, step, attempt, need, out, sent, failure, now.epoch()));
                } catch (RejectedExecutionException stopped) {
                    LOG.debug("{}: stopped before its {} was noted; the next start finds it", id, step);
                }
            });
        } catch (RuntimeException refused) {
            sending.remove(id);
            throw refused;
        }
    }

    /** What messages on their way will take of what the miner has free. */
    private TokenAmount promised(Sector sector, Sight.Miner miner) {
        Collection<Sector> others = journal.book()
                .of(miner.id())
                .filter(s -> s.onItsWay() && !s.id.equals(sector.id))
                .toList();
        TokenAmount promised = TokenAmount.ZERO;
        for (Sector other : others) {
            promised = promised.plus(other.need.minus(other.value).max(TokenAmount.ZERO));
        }
        return promised;
    }

    private void sent(
            SectorId id,
            Step step,
            int attempt,
            TokenAmount need,
            Outgoing out,
            SignedMessage sent,
            Throwable failure,
            long epoch) {
        sending.remove(id);
        if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            String kind = step + " "
                    + (cause instanceof ChainException refused
                            ? refused.reason()
                            : cause.getClass().getSimpleName());
            pauses.add(id, kind, "its " + step + " could not be sent: " + cause.getMessage(), epoch);
            return;
        }
        journal.catchUp();
        LOG.info("{}: {} sent as {}, carrying {}", id, step, sent.cid(), out.value());
        journal.record(new SectorEvent.Sent(
                id.miner().toString(),
                id.number(),
                step,
                attempt,
                sent.cid().toString(),
                need.atto().toString(),
                sent.message().value().atto().toString(),
                epoch));
        pauses.clear(id);
    }
}
