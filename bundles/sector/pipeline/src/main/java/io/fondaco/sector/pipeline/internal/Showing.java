package io.fondaco.sector.pipeline.internal;

import io.fondaco.model.Address;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows that sectors are stored, and remembers which could not be shown and why. For use by many threads. */
final class Showing {
    private static final Logger LOG = LoggerFactory.getLogger(Showing.class);

    private final Proving proving;
    private final SectorStore store;
    private final Map<SectorId, String> bad;
    private final BiConsumer<SectorId, String> changed;

    /**
     * @param known what was found before this process, and why
     * @param changed told of each sector that cannot be shown any more, why, or for another reason than before, and, with
     *     an empty reason, of each that can be shown again
     */
    Showing(Proving proving, SectorStore store, Map<SectorId, String> known, BiConsumer<SectorId, String> changed) {
        this.proving = proving;
        this.store = store;
        this.bad = new ConcurrentHashMap<>(known);
        this.changed = changed;
    }

    /** A proof of all sectors but those that were skipped because they cannot be shown. */
    record Shown(Proof proof, Set<Long> skipped) {}

    /**
     * Shows as many sectors as can be shown: those that cannot are left out, and what is left is shown again.
     *
     * @param statement what to show without the sectors it is given; empty when none is left
     * @return empty when no sector can be shown
     */
    Optional<Shown> most(Address miner, Function<Set<Long>, Optional<PostStatement>> statement, Watch watch) {
        Set<Long> skipped = new TreeSet<>();
        while (true) {
            PostStatement rest = statement.apply(Set.copyOf(skipped)).orElse(null);
            if (rest == null) {
                return Optional.empty();
            }
            Proving.Outcome outcome = prove(miner, rest, watch);
            if (outcome instanceof Proving.Proven proven) {
                return Optional.of(new Shown(proven.proof(), skipped));
            }
            Set<Long> more = ((Proving.Faulty) outcome).why().keySet();
            if (!skipped.addAll(more)) {
                throw new IllegalStateException("sectors " + more + " of " + miner + " are faulty, and were left out");
            }
        }
    }

    /** Shows all sectors or says which cannot be shown. */
    Proving.Outcome prove(Address miner, PostStatement statement, Watch watch) {
        Map<Long, SectorFiles> files = new HashMap<>();
        for (PostStatement.Replica replica : statement.sectors()) {
            files.put(replica.number(), store.files(new SectorId(miner, replica.number())));
        }
        Proving.Outcome outcome = proving.prove(statement, files, watch);
        Map<Long, String> why = outcome instanceof Proving.Faulty faulty ? faulty.why() : Map.of();
        boolean window = statement.proof().use() != PostProof.Use.WINNING;
        why.forEach((number, trouble) -> trouble(new SectorId(miner, number), trouble, window));
        // Of a statement with faulty sectors nothing is known of the others.
        if (window && why.isEmpty()) {
            files.keySet().forEach(number -> shown(new SectorId(miner, number)));
        }
        return outcome;
    }

    /** A winning PoSt looks at its leaves alone: what a window found of a sector counts more. */
    private void trouble(SectorId sector, String why, boolean window) {
        String before = window ? bad.put(sector, why) : bad.putIfAbsent(sector, why);
        if (before == null || window && !before.equals(why)) {
            LOG.error("{} cannot be shown: {}", sector, why);
            changed.accept(sector, why);
        }
    }

    private void shown(SectorId sector) {
        if (bad.remove(sector) != null) {
            LOG.info("{} can be shown again", sector);
            changed.accept(sector, "");
        }
    }

    /** Why a sector could not be shown when it was last asked for; empty if it could. */
    Optional<String> why(SectorId sector) {
        return Optional.ofNullable(bad.get(sector));
    }
}
