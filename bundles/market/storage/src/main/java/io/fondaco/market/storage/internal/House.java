package io.fondaco.market.storage.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.model.Time;
import io.fondaco.party.Party;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Index;
import io.fondaco.sector.SectorIntake;
import io.fondaco.transfer.Transfers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What both sides of the market use of the house, and the parties that are in. */
public final class House {

    private final KeyStore keys;
    private final Chain chain;
    private final StorageMarketActor actor;
    private final Transfers transfers;
    private final SectorIntake sectors;
    private final Blobs blobs;
    private final Index index;
    private final Time time;
    private final Map<String, Party> parties = new ConcurrentHashMap<>();

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

    public StorageMarketActor actor() {
        return actor;
    }

    public Transfers transfers() {
        return transfers;
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
        parties.put(party.name(), party);
    }

    void leave(Party party) {
        parties.remove(party.name(), party);
    }

    public Optional<Party> party(String name) {
        return Optional.ofNullable(parties.get(name));
    }

    /** @throws AbsentPartyException when it is not in the house now */
    public Party present(String name) {
        return party(name).orElseThrow(() -> new AbsentPartyException(name));
    }

    /** The party of this house that a miner belongs to. */
    public Optional<Party> provider(Address miner) {
        return parties.values().stream()
                .filter(p -> p.miner().map(miner::equals).orElse(false))
                .findFirst();
    }
}
