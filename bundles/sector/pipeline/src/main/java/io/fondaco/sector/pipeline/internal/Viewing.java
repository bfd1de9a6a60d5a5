package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.SectorInfo;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.SectorException.Reason;
import io.fondaco.sector.SectorHealth;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import io.fondaco.sector.Sectors;
import io.fondaco.sector.pipeline.PipelinePolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Shows what the journal and the chain know of sectors. */
final class Viewing implements Sectors {

    private final SectorJournal journal;
    private final StateReader states;
    private final Pauses pauses;
    private final Seals seals;
    private final Showing showing;
    private final PipelinePolicy policy;

    Viewing(
            SectorJournal journal,
            StateReader states,
            Pauses pauses,
            Seals seals,
            Showing showing,
            PipelinePolicy policy) {
        this.journal = journal;
        this.states = states;
        this.pauses = pauses;
        this.seals = seals;
        this.showing = showing;
        this.policy = policy;
    }

    @Override
    public List<SectorView> packed() {
        Map<Address, Collection<Long>> numbers = journal.read(book -> Sight.wanted(List.copyOf(book.sectors())));
        Sight now = states.read(view -> Sight.of(view, numbers, Set.of()));
        return journal.read(book ->
                book.sectors().stream().map(sector -> ours(book, sector, now)).toList());
    }

    @Override
    public List<SectorView> of(Address miner) {
        return all(miner, OptionalLong.empty());
    }

    @Override
    public Optional<SectorView> sector(Address miner, long number) {
        return all(miner, OptionalLong.of(number)).stream().findFirst();
    }

    private List<SectorView> all(Address miner, OptionalLong one) {
        Sight now = states.read(view -> {
            MinerView found = MinerView.of(view.tree(), miner, view.policy())
                    .orElseThrow(() ->
                            new SectorException(Reason.UNKNOWN_MINER, "there is no miner " + miner + " on the chain"));
            Set<Long> numbers = new TreeSet<>(numbers(found));
            numbers.addAll(journal.read(
                    book -> book.of(found.id()).map(s -> s.id.number()).toList()));
            one.ifPresent(n -> numbers.retainAll(Set.of(n)));
            Map<Address, Collection<Long>> wanted = new HashMap<>();
            wanted.put(found.id(), numbers);
            return Sight.of(view, wanted, Set.of());
        });
        Sight.Miner sight = now.miners().values().iterator().next();
        return journal.read(book -> {
            Map<Long, SectorView> views = new TreeMap<>();
            sight.sectors().forEach((number, onChain) -> onChain.info()
                    .ifPresent(info -> views.put(number, theirs(sight, info, onChain))));
            book.of(sight.id())
                    .filter(s -> one.isEmpty() || one.getAsLong() == s.id.number())
                    .forEach(s -> views.put(s.id.number(), ours(book, s, now)));
            return List.copyOf(views.values());
        });
    }

    private static List<Long> numbers(MinerView miner) {
        return miner.deadlines().stream()
                .flatMap(d -> d.partitions().stream())
                .map(MinerView.PartitionView::live)
                .reduce(BitField.EMPTY, BitField::union)
                .stream()
                .boxed()
                .toList();
    }

    private SectorView ours(Book book, Sector sector, Sight now) {
        Sight.OnChain onChain = now.miner(sector.id.miner())
                .map(m -> m.sector(sector.id.number()))
                .orElse(Sight.OnChain.NOTHING);
        String trouble = sector.open()
                ? showing.why(sector.id).or(() -> pauses.why(sector.id)).orElse(sector.why)
                : sector.why;
        if (trouble.isEmpty()) {
            trouble = faulty(onChain, book.withheld(sector.id));
        }
        return view(
                sector.id,
                sector.size,
                proof(now.miner(sector.id.miner()).map(Sight.Miner::proofless).orElse(sector.seal == null)),
                true,
                sector.shown(),
                onChain.spot(),
                pieces(book, sector),
                epoch(sector.activation),
                epoch(sector.expiration),
                waiting(sector, now),
                trouble);
    }

    private SectorView theirs(Sight.Miner miner, SectorInfo info, Sight.OnChain onChain) {
        SectorState state = onChain.spot().isPresent() ? SectorState.ACTIVE : SectorState.ENDED;
        return view(
                new SectorId(miner.id(), info.number()),
                miner.sectorSize(),
                proof(miner.proofless()),
                false,
                state,
                onChain.spot(),
                List.of(),
                Optional.of(info.activation()),
                Optional.of(info.expiration()),
                "its end at epoch " + info.expiration(),
                showing.why(new SectorId(miner.id(), info.number())).orElse(faulty(onChain, false)));
    }

    /** Of a sector that could be shown, and is faulty all the same. */
    private static String faulty(Sight.OnChain onChain, boolean withheld) {
        if (onChain.spot().filter(spot -> spot.health() == SectorHealth.FAULTY).isEmpty()) {
            return "";
        }
        return withheld
                ? "an operator declared it faulty; sector:recover takes that back"
                : "it was not shown in its window; it is declared recovered once it can be";
    }

    private static SectorView view(
            SectorId id,
            long size,
            String proof,
            boolean ours,
            SectorState state,
            Optional<Sight.Spot> spot,
            List<SectorView.Piece> pieces,
            Optional<Epoch> activation,
            Optional<Epoch> expiration,
            String waiting,
            String trouble) {
        return new SectorView(
                id.miner(),
                id.number(),
                size,
                proof,
                ours,
                state,
                spot.map(Sight.Spot::health).orElse(SectorHealth.NONE),
                pieces,
                activation,
                expiration,
                spot.map(s -> OptionalLong.of(s.deadline())).orElse(OptionalLong.empty()),
                spot.map(s -> OptionalLong.of(s.partition())).orElse(OptionalLong.empty()),
                spot.map(Sight.Spot::window),
                waiting,
                trouble);
    }

    /** What proves a sector, as the view says it. */
    private static String proof(boolean none) {
        return none ? "none" : "vanilla";
    }

    private static Optional<Epoch> epoch(long number) {
        return Stream.of(number).filter(n -> n >= 0).map(Epoch::of).findFirst();
    }

    private static List<SectorView.Piece> pieces(Book book, Sector sector) {
        return sector.deals().stream()
                .map(d -> new SectorView.Piece(
                        d.id(),
                        d.piece(),
                        sector.offset(d.id()),
                        d.padded(),
                        Epoch.of(d.start()),
                        Epoch.of(d.end()),
                        book.keeps(d.copy())))
                .toList();
    }

    private String waiting(Sector sector, Sight now) {
        Optional<String> seal = seals.doing(sector.id);
        return switch (sector.state) {
            case PACKING ->
                sector.deals().isEmpty()
                        ? "pieces"
                        : "more pieces, until epoch " + (sector.since + policy.packing()) + " at the latest";
            case PACKED ->
                seal.isPresent()
                        ? seal.get()
                        : sector.seal == null || sector.seal.sealed() ? "its pre-commit to be sent" : "its turn";
            case PRE_COMMIT_SENT -> "its pre-commit " + sector.messages.get(Step.PRE_COMMIT) + " to come on the chain";
            case PRE_COMMITTED ->
                seal.isPresent()
                        ? seal.get()
                        : "the challenge at epoch "
                                + (sector.precommitted + now.policy().sealing().challengeDelay());
            case PROVE_COMMIT_SENT ->
                "its prove-commit " + sector.messages.get(Step.PROVE_COMMIT) + " to come on the chain";
            case ACTIVE ->
                seal.isPresent()
                        ? seal.get()
                        : sector.finishing()
                                ? "epoch " + (sector.activation + policy.confidence())
                                        + ", when nothing undoes it any more and what only sealing needed is deleted"
                                : "its end at epoch " + sector.expiration;
            case ENDED, FAILED -> "";
            default -> throw new IllegalStateException("no sector is stored as " + sector.state);
        };
    }
}
