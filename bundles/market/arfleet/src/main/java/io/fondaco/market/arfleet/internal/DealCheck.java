package io.fondaco.market.arfleet.internal;

import io.fondaco.ao.ProcessInfo;
import io.fondaco.arfleet.Terms;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.market.arfleet.internal.provider.Keeping;
import io.fondaco.model.Durations;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Whether a deal that a client comes with is one that its provider agrees to. */
final class DealCheck {
    /** Bytes a second: whoever sends them slower is not waited for. */
    private static final long SLOWEST = 64 << 10;

    private final Ground ground;
    private final ArFleetSettings settings;
    private final Time time;
    private final Function<String, Optional<Terms>> terms;

    /** @param terms of a party, as long as it takes placements */
    DealCheck(Ground ground, ArFleetSettings settings, Time time, Function<String, Optional<Terms>> terms) {
        this.ground = ground;
        this.settings = settings;
        this.time = time;
        this.terms = terms;
    }

    /** The terms a process binds both sides to. @throws Refusal unless it is one of this market's deals, and nobody can change it */
    DealTerms bound(String process) {
        Refusal.when(!process.matches("[A-Za-z0-9_-]{43}"), "process_id has 43 characters");
        ground.foreign(process).ifPresent(why -> {
            throw new Refusal(400, why);
        });
        ProcessInfo info = ground.unit().process(process).orElseThrow();
        try {
            return DealTerms.of(info.tags());
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(400, malformed.getMessage());
        }
    }

    /** Whether terms are what the place was kept for, and what the provider takes. @throws Refusal when they are not */
    void agreed(Merchant provider, Keeping keeping, DealTerms deal) {
        Terms offered = terms.apply(provider.name())
                .orElseThrow(() -> new Refusal(503, "no new placements are taken here now"));
        Refusal.when(!deal.client().equals(keeping.client()), "the deal's client is " + deal.client());
        Refusal.when(!deal.provider().equals(provider.address()), "the deal's provider is " + deal.provider());
        Refusal.when(
                !deal.token().equals(ground.there().token()),
                "deals here are paid with " + ground.there().token());
        Refusal.when(deal.tree() != Kind.SEPARATED, "deals here have the separated tree");
        Refusal.when(deal.leaves() != keeping.leaves(), "it is about " + keeping.leaves() + " leaves");
        Refusal.when(
                deal.chunkBytes() != ReplicaFiles.CHUNK || deal.lastChunkBytes() != ReplicaFiles.CHUNK,
                "chunks have " + ReplicaFiles.CHUNK + " bytes");
        Refusal.when(deal.reward().compareTo(keeping.least()) < 0, "the price is " + keeping.least());
        Refusal.when(
                deal.collateral().compareTo(keeping.collateral()) > 0,
                "collateral is " + keeping.collateral() + " at most");
        Refusal.when(
                deal.periods() * deal.every() > keeping.duration(),
                "it was to last " + Durations.text(Duration.ofMillis(keeping.duration())));
        Refusal.when(
                deal.every() < offered.challenges().toMillis(),
                "leaves are shown every " + Durations.text(offered.challenges()) + " at most");
        Refusal.when(deal.challengeLeaves() > offered.leaves(), offered.leaves() + " leaves are shown at a time");
        Refusal.when(
                deal.response() < settings.shortestResponse().toMillis(),
                "a response takes " + Durations.text(settings.shortestResponse()) + " or more");
        Refusal.when(deal.slashPerMiss().compareTo(deal.collateral()) > 0, "a miss costs more than the collateral");
        Refusal.when(deal.activateBy() < time.now().toEpochMilli(), "the time to activate the deal is over");
        // Until then the place is kept, whether chunks come or not.
        Instant latest = time.now().plus(settings.reservation().multipliedBy(2)).plusSeconds(keeping.bytes() / SLOWEST);
        Refusal.when(deal.activateBy() > latest.toEpochMilli(), "the deal has to be active by " + latest);
    }
}
