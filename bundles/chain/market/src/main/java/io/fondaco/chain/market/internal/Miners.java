package io.fondaco.chain.market.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.ChainException.Reason;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateReader.View;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.power.PowerActor;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.market.MarketSettings;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage miners of this house's owners. The worker's key and each attempt are in the books before a message goes out
 * under a key of its own, so that an owner never gets a second miner. The clerk's.
 */
final class Miners {
    private static final Logger LOG = LoggerFactory.getLogger(Miners.class);
    private static final long USUAL_SECTOR = 32L << 30;

    private final ChainState chain;
    private final Books books;
    private final Mail mail;
    private final Arrivals arrivals;
    private final KeyStore keys;
    private final TokenAmount workerFunds;
    /** What was asked last for an owner: the next waits for it. */
    private final Map<Address, CompletionStage<Address>> asked = new HashMap<>();

    Miners(ChainState chain, Books books, Mail mail, Arrivals arrivals, KeyStore keys, MarketSettings settings) {
        this.chain = chain;
        this.books = books;
        this.mail = mail;
        this.arrivals = arrivals;
        this.keys = keys;
        this.workerFunds = settings.workerFunds();
    }

    /** As the head has it; empty for a miner that has no peer id, as nobody can reach it. */
    Optional<MinerInfo> miner(Address address) {
        return chain.atHead(view -> MinerView.of(view.tree(), address, view.policy())
                .filter(miner -> miner.info().peer().length > 0)
                .map(miner -> new MinerInfo(
                        miner.id(),
                        ChainState.key(view.tree(), miner.info().owner())
                                .orElse(miner.info().owner()),
                        miner.workerKey(),
                        PeerId.fromBytes(miner.info().peer()),
                        miner.sectorSize())));
    }

    CompletionStage<Address> minerFor(Address owner, PeerId peer) {
        CompletionStage<Address> before = asked.getOrDefault(owner, CompletableFuture.completedFuture(owner));
        CompletionStage<Address> next = before.handle((miner, failed) -> owner)
                .thenCompose(o -> made(owner, peer))
                .thenApply(miner -> paid(owner, miner))
                .thenCompose(miner -> reached(owner, miner, peer));
        asked.put(owner, next);
        return next;
    }

    private CompletionStage<Address> made(Address owner, PeerId peer) {
        MinerRecord known = books.ledger().miner(owner);
        if (known.miner().isPresent()) {
            return CompletableFuture.completedFuture(known.miner().get());
        }
        if (known.attempt() == 0) {
            chain.checkClock();
            Optional<Address> there = existing(owner);
            if (there.isPresent()) {
                books.record(
                        new BookEvent.MinerMade(owner.toString(), there.get().idNumber()));
                return CompletableFuture.completedFuture(there.get());
            }
            Address worker = keys.create(KeyType.BLS);
            books.record(new BookEvent.MinerWanted(owner.toString(), worker.toString(), 1));
        }
        MinerRecord wanted = books.ledger().miner(owner);
        return funded(owner, wanted)
                .thenCompose(there -> mail.send(creating(owner, wanted, peer)))
                .thenCompose(arrivals::settled)
                .thenApply(receipt -> created(owner, wanted, receipt));
    }

    /** A miner this owner had before anybody asked here, whose worker's key is in the house. */
    private Optional<Address> existing(Address owner) {
        Optional<Tipset> settled = chain.settled();
        if (settled.isEmpty()) {
            return Optional.empty();
        }
        Set<Address> ours = new HashSet<>(keys.list());
        return chain.at(settled.get(), view -> {
            Optional<Address> id = view.tree().resolve(owner);
            return ChainState.miners(view).stream()
                    .filter(miner -> id.equals(Optional.of(miner.info().owner())))
                    .filter(miner -> ours.contains(miner.workerKey()))
                    .map(MinerView::id)
                    .findFirst();
        });
    }

    /** An account begins with the first money it gets, and a worker has to be one. */
    private CompletionStage<Void> funded(Address owner, MinerRecord wanted) {
        Address worker = wanted.worker().orElseThrow();
        if (chain.exists(worker)) {
            return CompletableFuture.completedFuture(null);
        }
        Outgoing money = new Outgoing(
                owner, worker, workerFunds, 0, new byte[0], Optional.empty(), key(owner, wanted) + "/worker");
        return mail.send(money)
                .thenCompose(cid -> arrivals.account(worker, cid))
                .whenComplete((there, failed) -> {
                    if (failed != null && usedUp(key(owner, wanted) + "/worker")) {
                        again(owner, wanted);
                    }
                });
    }

    /** Whether something was sent for a key: it cannot be sent for again. */
    private boolean usedUp(String key) {
        return books.ledger().sent(key).isPresent();
    }

    private void again(Address owner, MinerRecord wanted) {
        books.record(new BookEvent.MinerWanted(
                owner.toString(), wanted.worker().orElseThrow().toString(), wanted.attempt() + 1));
    }

    private static String key(Address owner, MinerRecord wanted) {
        return "miner/" + owner + (wanted.attempt() == 1 ? "" : "/" + wanted.attempt());
    }

    private Outgoing creating(Address owner, MinerRecord wanted, PeerId peer) {
        return Outgoing.call(
                owner,
                Singletons.STORAGE_POWER,
                TokenAmount.ZERO,
                PowerActor.CREATE_MINER,
                PowerParams.CreateMiner.CODEC.encode(new PowerParams.CreateMiner(
                        owner,
                        wanted.worker().orElseThrow(),
                        proofs(chain.policy().sealing()).windowPost(),
                        peer.toBytes(),
                        List.of())),
                key(owner, wanted));
    }

    /**
     * Sectors of the usual size: of a network for development, the largest it was begun with. It takes larger ones only where
     * those of genesis are as large.
     */
    private static ProofType proofs(Policy.Sealing sealing) {
        long size = sealing.sizes().contains(USUAL_SECTOR)
                ? USUAL_SECTOR
                : sealing.sizes().stream().max(Long::compare).orElseThrow();
        return ProofType.usual(size, sealing);
    }

    private Address created(Address owner, MinerRecord wanted, Receipt receipt) {
        if (!receipt.ok()) {
            again(owner, wanted);
            throw new ChainException(
                    Reason.REFUSED,
                    "message " + receipt.message() + ", which was to make a miner of " + owner + ", ended with "
                            + ExitCode.name(receipt.exitCode()) + "; ask again and another one is sent");
        }
        Address miner = ExecReturn.CODEC.decode(receipt.returned()).id();
        books.record(new BookEvent.MinerMade(owner.toString(), miner.idNumber()));
        return miner;
    }

    /**
     * Sends a worker that spent more than half of what it was given as much again. Nobody waits for it, and an owner who
     * cannot pay has its miner all the same.
     */
    private Address paid(Address owner, Address miner) {
        Optional<Address> worker = chain.atHead(view -> MinerView.of(view.tree(), miner, view.policy())
                .filter(m -> !m.info().worker().equals(m.info().owner()))
                .map(MinerView::workerKey));
        if (worker.isEmpty() || chain.balance(worker.get()).times(2).compareTo(workerFunds) >= 0) {
            return miner;
        }
        int number = books.ledger().miner(owner).payments();
        // One that is under way is sent for again: it may have been decided by a process that ended.
        if (number == 0
                || books.ledger().receipt("worker/" + miner + "/" + number).isPresent()) {
            books.record(new BookEvent.WorkerPaid(owner.toString(), ++number));
        }
        Outgoing money = new Outgoing(
                owner, worker.get(), workerFunds, 0, new byte[0], Optional.empty(), "worker/" + miner + "/" + number);
        mail.send(money).whenComplete((cid, failed) -> {
            if (failed != null) {
                LOG.warn(
                        "worker {} of miner {} has little left to publish with, and {} cannot send it {}: {}",
                        worker.get(),
                        miner,
                        owner,
                        workerFunds,
                        String.valueOf(failed.getMessage()));
            }
        });
        return miner;
    }

    private CompletionStage<Address> reached(Address owner, Address miner, PeerId peer) {
        boolean there = chain.atHead(view -> answersAt(view, miner, peer));
        MinerRecord known = books.ledger().miner(owner);
        boolean under = !known.peerSettled() && known.peer().equals(peer.toString());
        if (there && !under) {
            return CompletableFuture.completedFuture(miner);
        }
        if (!under) {
            books.record(new BookEvent.PeerWanted(owner.toString(), peer.toString(), known.peers() + 1));
        }
        int number = books.ledger().miner(owner).peers();
        Outgoing change = Outgoing.call(
                owner,
                miner,
                TokenAmount.ZERO,
                MinerActor.CHANGE_PEER_ID,
                MinerParams.PEER.encode(peer.toBytes()),
                "peer/" + miner + "/" + number);
        return mail.send(change).thenCompose(arrivals::settled).thenApply(receipt -> {
            books.record(new BookEvent.PeerSettled(owner.toString(), number));
            if (!receipt.ok()) {
                throw new ChainException(
                        Reason.REFUSED,
                        "message " + receipt.message() + ", which was to give miner " + miner + " the peer id " + peer
                                + ", ended with " + ExitCode.name(receipt.exitCode()));
            }
            LOG.info("miner {} answers at {} now", miner, peer);
            return miner;
        });
    }

    private static boolean answersAt(View view, Address miner, PeerId peer) {
        return MinerView.of(view.tree(), miner, view.policy())
                .filter(m -> Arrays.equals(m.info().peer(), peer.toBytes()))
                .isPresent();
    }
}
