package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.Node;
import io.fondaco.proof.SealProof;
import io.fondaco.sector.SectorState;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All sectors and deals there ever were here, folded from events. */
final class Book {
    private final Map<SectorId, Sector> sectors = new TreeMap<>();
    private final Map<Long, Deal> deals = new HashMap<>();
    /** Where each deal is; a dropped one is nowhere. */
    private final Map<Long, SectorId> places = new HashMap<>();
    /** Deals that are not over, by their end. */
    private final TreeMap<Long, Set<Long>> ends = new TreeMap<>();

    private final Set<Long> over = new HashSet<>();
    /** Deals that are in no sector and not over. */
    private final Set<Long> dropped = new TreeSet<>();
    /** Sectors that an operator declared faulty. */
    private final Set<SectorId> withheld = new HashSet<>();
    /** Sectors that could not be shown, and why; also some of before this pipeline. */
    private final Map<SectorId, String> unshown = new TreeMap<>();

    /** Copies that are there, and the deals they serve. */
    private final Map<Cid, Set<Long>> copies = new HashMap<>();
    /** The copies of each piece: payloads that differ in nothing but zeros at their ends are one piece. */
    private final Map<Cid, Set<Cid>> byPiece = new HashMap<>();

    Collection<Sector> sectors() {
        return Collections.unmodifiableCollection(sectors.values());
    }

    Stream<Sector> of(Address miner) {
        return sectors.values().stream().filter(s -> s.id.miner().equals(miner));
    }

    Optional<Sector> sector(SectorId id) {
        return Optional.ofNullable(sectors.get(id));
    }

    Optional<Deal> deal(long id) {
        return Optional.ofNullable(deals.get(id));
    }

    /** The sector a deal is in, if it is in one. */
    Optional<Sector> place(long deal) {
        return Optional.ofNullable(places.get(deal)).map(sectors::get);
    }

    boolean over(long deal) {
        return over.contains(deal);
    }

    /** Whether an operator has a sector be faulty. */
    boolean withheld(SectorId sector) {
        return withheld.contains(sector);
    }

    /** Why sectors could not be shown when they were last asked for. */
    Map<SectorId, String> unshown() {
        return Map.copyOf(unshown);
    }

    boolean keeps(Cid copy) {
        return copies.containsKey(copy);
    }

    /** Deals that end at an epoch or before, and are not over. */
    List<Deal> ending(long epoch) {
        return ends.headMap(epoch, true).values().stream()
                .flatMap(Set::stream)
                .map(deals::get)
                .toList();
    }

    /** Deals that are in no sector and not over. */
    List<Deal> dropped() {
        return dropped.stream().map(deals::get).toList();
    }

    /** Copies that serve no deal. */
    List<Cid> useless() {
        return copies.entrySet().stream()
                .filter(e -> e.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The copy of a piece, if one is kept. */
    Optional<Cid> copy(Cid piece) {
        return byPiece.getOrDefault(piece, Set.of()).stream().findFirst();
    }

    void fold(SectorEvent event) {
        if (event instanceof SectorEvent.Opened e) {
            SectorId id = SectorId.of(e.miner(), e.number());
            sectors.put(id, new Sector(id, e.size()));
        } else if (event instanceof SectorEvent.Placed e) {
            placed(e);
        } else if (event instanceof SectorEvent.Closed e) {
            get(e.miner(), e.number()).state = SectorState.PACKED;
        } else if (event instanceof SectorEvent.Sent e) {
            sent(e);
        } else if (event instanceof SectorEvent.Refused e) {
            Sector sector = get(e.miner(), e.number());
            sector.attempts.put(e.step(), e.attempt() + 1);
            sector.state = e.step() == Step.PRE_COMMIT ? SectorState.PACKED : SectorState.PRE_COMMITTED;
            sector.why = e.why();
        } else if (event instanceof SectorEvent.Precommitted e) {
            precommitted(e);
        } else if (event instanceof SectorEvent.Activated e) {
            Sector sector = get(e.miner(), e.number());
            adopt(sector, e.deals());
            sector.state = SectorState.ACTIVE;
            sector.activation = e.at();
            sector.expiration = e.expiration();
            sector.why = "";
        } else if (event instanceof SectorEvent.Undone e) {
            Sector sector = get(e.miner(), e.number());
            sector.state = e.step() == Step.PRE_COMMIT ? SectorState.PRE_COMMIT_SENT : SectorState.PROVE_COMMIT_SENT;
            sector.activation = -1;
        } else if (event instanceof SectorEvent.Dropped e) {
            leave(e.deal());
            if (!over.contains(e.deal())) {
                dropped.add(e.deal());
            }
        } else if (event instanceof SectorEvent.Failed e) {
            end(get(e.miner(), e.number()), SectorState.FAILED, e.why(), e.epoch());
        } else if (event instanceof SectorEvent.Ended e) {
            end(get(e.miner(), e.number()), SectorState.ENDED, e.why(), e.epoch());
        } else if (event instanceof SectorEvent.Ticketed e) {
            get(e.miner(), e.number()).seal = new Seal(
                    SealProof.ofNumber(e.kind()), e.ticketEpoch(), Node.parse(e.ticket()), Node.parse(e.data()));
        } else if (event instanceof SectorEvent.Done e) {
            get(e.miner(), e.number()).seal.done(e.phase(), e.result());
        } else if (event instanceof SectorEvent.Seeded e) {
            get(e.miner(), e.number()).seal.seeded(Node.parse(e.seed()));
        } else if (event instanceof SectorEvent.Botched e) {
            Sector sector = get(e.miner(), e.number());
            sector.seal.botched();
            sector.why = e.why();
        } else if (event instanceof SectorEvent.Withheld e) {
            SectorId id = SectorId.of(e.miner(), e.number());
            if (e.withheld()) {
                withheld.add(id);
            } else {
                withheld.remove(id);
            }
        } else if (event instanceof SectorEvent.Unshown e) {
            SectorId id = SectorId.of(e.miner(), e.number());
            if (e.why().isEmpty()) {
                unshown.remove(id);
            } else {
                unshown.put(id, e.why());
            }
        } else if (event instanceof SectorEvent.Cleared e) {
            Sector sector = get(e.miner(), e.number());
            sector.cleared = true;
            unshown.remove(sector.id);
        } else if (event instanceof SectorEvent.Over e) {
            over(deals.get(e.deal()));
        } else if (event instanceof SectorEvent.Purged e) {
            Cid copy = Cid.parse(e.copy());
            copies.remove(copy);
            byPiece.values().forEach(all -> all.remove(copy));
            byPiece.values().removeIf(Set::isEmpty);
        }
    }

    private Sector get(String miner, long number) {
        SectorId id = SectorId.of(miner, number);
        Sector sector = sectors.get(id);
        if (sector == null) {
            throw new IllegalStateException("the journal tells of " + id + " before it begins");
        }
        return sector;
    }

    private void placed(SectorEvent.Placed e) {
        Sector sector = get(e.miner(), e.number());
        leave(e.deal());
        Deal deal = new Deal(e.deal(), Cid.parse(e.piece()), e.padded(), Cid.parse(e.copy()), e.start(), e.end());
        deals.put(deal.id(), deal);
        over.remove(deal.id());
        ends.computeIfAbsent(deal.end(), end -> new TreeSet<>()).add(deal.id());
        copies.computeIfAbsent(deal.copy(), copy -> new TreeSet<>()).add(deal.id());
        byPiece.computeIfAbsent(deal.piece(), piece -> new TreeSet<>()).add(deal.copy());
        if (sector.deals.isEmpty()) {
            sector.since = e.epoch();
        }
        enter(sector, deal);
    }

    private void enter(Sector sector, Deal deal) {
        dropped.remove(deal.id());
        sector.deals.add(deal);
        places.put(deal.id(), sector.id);
    }

    private void leave(long deal) {
        SectorId from = places.remove(deal);
        if (from != null) {
            sectors.get(from).deals.removeIf(d -> d.id() == deal);
        }
    }

    private void sent(SectorEvent.Sent e) {
        Sector sector = get(e.miner(), e.number());
        sector.state = e.step() == Step.PRE_COMMIT ? SectorState.PRE_COMMIT_SENT : SectorState.PROVE_COMMIT_SENT;
        sector.messages.put(e.step(), Cid.parse(e.message()));
        sector.need = TokenAmount.parse(e.need());
        sector.value = TokenAmount.parse(e.value());
        sector.attempts.put(e.step(), e.attempt());
    }

    private void precommitted(SectorEvent.Precommitted e) {
        Sector sector = get(e.miner(), e.number());
        adopt(sector, e.deals());
        sector.state = SectorState.PRE_COMMITTED;
        sector.precommitted = e.at();
        sector.expiration = e.expiration();
        sector.why = "";
    }

    /** The chain's word on which deals are in it counts: an earlier message than the last one may have come there. */
    private void adopt(Sector sector, List<Long> onChain) {
        if (sector.dealIds().equals(onChain)) {
            return;
        }
        for (long id : onChain) {
            Deal deal = deals.get(id);
            if (deal != null) {
                leave(id);
                enter(sector, deal);
            }
        }
    }

    private static void end(Sector sector, SectorState state, String why, long epoch) {
        sector.state = state;
        sector.over = epoch;
        sector.why = why;
    }

    private void over(Deal deal) {
        over.add(deal.id());
        dropped.remove(deal.id());
        ends.computeIfPresent(deal.end(), (end, those) -> {
            those.remove(deal.id());
            return those.isEmpty() ? null : those;
        });
        copies.computeIfPresent(deal.copy(), (copy, served) -> {
            served.remove(deal.id());
            return served;
        });
    }
}
