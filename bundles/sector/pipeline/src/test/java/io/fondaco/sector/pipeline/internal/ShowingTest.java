package io.fondaco.sector.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Address;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostProof.Use;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.Proving;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class ShowingTest {

    private static final SectorId SECTOR = new SectorId(Address.id(101), 7);
    private static final Node ZERO = Node.of(new byte[Node.BYTES]);
    private static final Proving.Outcome PROVEN = new Proving.Proven(new Proof(ProofKind.VANILLA, new byte[1]));

    private final List<String> told = new ArrayList<>();
    private Proving.Outcome next;
    private final Showing showing = new Showing(
            (statement, files, watch) -> next,
            new SectorStore(Path.of("sectors"), null),
            Map.of(),
            (sector, why) -> told.add(sector.number() + ": " + why));

    private void shown(Use use, Proving.Outcome outcome) {
        next = outcome;
        PostStatement statement = new PostStatement(
                new PostProof(use, SectorSize.KIB_2),
                ReplicaId.prover(101),
                ZERO,
                List.of(new PostStatement.Replica(SECTOR.number(), ZERO)));
        showing.prove(SECTOR.miner(), statement, Watch.NONE);
    }

    @Test
    public void onlyAWindowClearsWhatAWindowFound() {
        shown(Use.WINDOW_V1_1, new Proving.Faulty(Map.of(SECTOR.number(), "a bit has flipped")));
        assertThat(showing.why(SECTOR)).contains("a bit has flipped");
        shown(Use.WINNING, PROVEN);
        assertThat(showing.why(SECTOR)).contains("a bit has flipped");
        shown(Use.WINDOW_V1_1, PROVEN);
        assertThat(showing.why(SECTOR)).isEmpty();
        shown(Use.WINDOW_V1_1, PROVEN);
        assertThat(told).containsExactly("7: a bit has flipped", "7: ");
    }
}
