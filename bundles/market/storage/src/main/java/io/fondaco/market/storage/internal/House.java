package io.fondaco.market.storage.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.model.Time;
import io.fondaco.party.Party;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Index;
import io.fondaco.sector.SectorIntake;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Transfers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What both sides of the market use of the house, and the parties that are in. */
public final class House {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The statuses of a {@link TransferView} that moves no more. */
    private static final Set<String> OVER = Set.of("done", "failed", "cancelled");

    private final KeyStore keys;
    private final Chain chain;
    private final StorageMarketActor actor;
    private final Transfers transfers;
    private final SectorIntake sectors;
    private final Blobs blobs;
    private final Index index;
    private final Time time;
    private final Map<String, Party> parties = new HashMap<>();

    public House(
            KeyStore keys,
            Chain chain,
            StorageMarketActor actor,
            Transfers transfers,
            SectorIntake sectors,
            Blobs blobs,
            Index index,
            Time time) {
        this.keys = keys;
        this.chain = chain;
        this.actor = actor;
        this.transfers = transfers;
        this.sectors = sectors;
        this.blobs = blobs;
        this.index = index;
        this.time = time;
    }

    public KeyStore keys() {
        return keys;
    }

    public Chain chain() {
        return chain;
    }

    /**
     * Whose key signs for a provider: its miner's worker.
     *
     * @throws IllegalStateException if the chain does not know the miner at its head
     */
    public Address worker(Party provider) {
        Address miner = provider.miner().orElseThrow();
        return chain.miner(miner)
                .map(MinerInfo::worker)
                .orElseThrow(() -> new IllegalStateException("the chain knows no miner " + miner));
    }

    public StorageMarketActor actor() {
        return actor;
    }

    public Transfers transfers() {
        return transfers;
    }

    /** A transfer that is over and not forgotten yet. */
    public Optional<TransferView> over(TransferId id) {
        return transfers.list().stream()
                .filter(t -> t.id().equals(id))
                .filter(t -> OVER.contains(t.status()))
                .findFirst();
    }

    public SectorIntake sectors() {
        return sectors;
    }

    public Blobs blobs() {
        return blobs;
    }

    public Index index() {
        return index;
    }

    public Time time() {
        return time;
    }

    void enter(Party party) {
        synchronized (parties) {
            parties.put(party.name(), party);
            parties.notifyAll();
        }
    }

    void leave(Party party) {
        synchronized (parties) {
            parties.remove(party.name(), party);
        }
    }

    public Optional<Party> party(String name) {
        synchronized (parties) {
            return Optional.ofNullable(parties.get(name));
        }
    }

    /**
     * The party, waiting a few seconds for it: while a node starts, deals resume before all parties are in. For steps
     * only.
     *
     * @throws AbsentPartyException when it does not come
     */
    public Party present(String name) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        synchronized (parties) {
            while (!parties.containsKey(name)) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AbsentPartyException(name);
                }
                parties.wait(left);
            }
            return parties.get(name);
        }
    }
}
