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
import io.fondaco.sector.SectorException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.Test;

public class WinningTest {
    private static final Address MINER = Address.id(101);
    private static final Node ZERO = Node.of(new byte[Node.BYTES]);
    private static final PostStatement STATEMENT = new PostStatement(
            new PostProof(Use.WINNING, SectorSize.KIB_2),
            ReplicaId.prover(101),
            ZERO,
            List.of(new PostStatement.Replica(7, ZERO)));
    private static final Executor SHUT = task -> {
        throw new RejectedExecutionException("shut");
    };

    private static Winning winning(Proving proving, Executor serial, Executor lane, boolean stopped) {
        Showing showing =
                new Showing(proving, new SectorStore(Path.of("sectors"), null), Map.of(), (sector, why) -> {});
        return new Winning(showing, serial, () -> {}, lane, () -> stopped);
    }

    private static Throwable failure(Winning winning) {
        return winning.prove(MINER, STATEMENT)
                .handle((proof, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                .toCompletableFuture()
                .join();
    }

    private static void closed(Winning winning) {
        assertThat(failure(winning)).isInstanceOfSatisfying(SectorException.class, closing -> {
            assertThat(closing.reason()).isEqualTo(SectorException.Reason.CLOSED);
            assertThat(closing).hasMessageContaining("being stopped");
        });
    }

    @Test
    public void aProofThatTheStopCutsShortIsToldFromOneThatFails() {
        Proving asked = (statement, files, watch) -> {
            watch.at("showing", 1, 2);
            return new Proving.Proven(new Proof(ProofKind.VANILLA, new byte[1]));
        };
        assertThat(failure(winning(asked, Runnable::run, Runnable::run, false))).isNull();
        closed(winning(asked, Runnable::run, Runnable::run, true));
        closed(winning(asked, SHUT, Runnable::run, false));
        closed(winning(asked, Runnable::run, SHUT, false));
        Proving broken = (statement, files, watch) -> {
            throw new IllegalStateException("no backend is left");
        };
        assertThat(failure(winning(broken, Runnable::run, Runnable::run, true))).hasMessage("no backend is left");
        Proving faulty = (statement, files, watch) -> new Proving.Faulty(Map.of(7L, "a bit has flipped"));
        assertThat(failure(winning(faulty, Runnable::run, Runnable::run, false)))
                .isInstanceOfSatisfying(SectorException.class, damaged -> assertThat(damaged.reason())
                        .isEqualTo(SectorException.Reason.DAMAGED));
    }
}
