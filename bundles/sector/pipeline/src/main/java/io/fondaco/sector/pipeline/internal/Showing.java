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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows that sectors are stored, and remembers which could not be shown and why. For use by many threads. */
final class Showing {
    private static final Logger LOG = LoggerFactory.getLogger(Showing.class);

    private final Proving proving;
    private final SectorStore store;
    private final Map<SectorId, String> bad = new ConcurrentHashMap<>();

    Showing(Proving proving, SectorStore store) {
        this.proving = proving;
        this.store = store;
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
        // A winning PoSt looks at its leaves alone: a sector may pass it that has long been found faulty.
        boolean whole = statement.proof().use() != PostProof.Use.WINNING && why.isEmpty();
        files.keySet()
                .forEach(number -> note(new SectorId(miner, number), Optional.ofNullable(why.get(number)), whole));
        return outcome;
    }

    /** Of a statement with faulty sectors nothing is known of the others. */
    private void note(SectorId sector, Optional<String> trouble, boolean whole) {
        if (trouble.isPresent()) {
            if (!trouble.get().equals(bad.put(sector, trouble.get()))) {
                LOG.error("{} cannot be shown: {}", sector, trouble.get());
            }
        } else if (whole && bad.remove(sector) != null) {
            LOG.info("{} can be shown again", sector);
        }
    }

    /** Why a sector could not be shown when it was last asked for; empty if it could. */
    Optional<String> why(SectorId sector) {
        return Optional.ofNullable(bad.get(sector));
    }

    /** All that could not be shown. */
    Map<SectorId, String> bad() {
        return new TreeMap<>(bad);
    }
}
