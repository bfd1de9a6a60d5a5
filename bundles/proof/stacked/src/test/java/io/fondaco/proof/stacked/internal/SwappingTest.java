package io.fondaco.proof.stacked.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.stacked.Lanes;
import io.fondaco.proof.stacked.StackedProver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Backends come, go and break while a sector of known commitments is sealed and proven. */
public class SwappingTest {
    private static final Node SEED = Node.parse("22".repeat(32));
    private static final SealOrder ORDER = new SealOrder(
            SealProof.STACKED_DRG_2KIB_V1_1,
            Node.parse("101cbe4b9c42604f04c703c396f788c6cb2d6d7d58f45430b12eb2edd640076c"),
            Long.parseUnsignedLong("9259733836259213201"),
            Node.parse("e8867f2000d5597a0a5f4382c52b8b89890019df5320d486a067f38e6c68624b"),
            Node.parse("fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833"));
    private static final String COMM_R = "3d119e937e9aa196c82d3d3bd1ca322a9b80acb4d4bd029c40ee4da161ec974c";

    /** Known already, and faster than any can be. */
    private static final String MEASURED = Stream.of("breaking", "other")
            .map(name -> "\"" + name + "\":{\"description\":\"" + name + " for a test\",\"bytesPerSecond\":{"
                    + Stream.of(Operation.values())
                            .map(operation -> "\"" + operation + "\":1e15")
                            .collect(Collectors.joining(","))
                    + "}}")
            .collect(Collectors.joining(",", "{", "}"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void sealsAndProvesWhileBackendsComeGoAndBreak() throws Exception {
        Path home = folder.getRoot().toPath();
        ExecutorService trials = Executors.newSingleThreadExecutor();
        Gathering gathering = new Gathering(home.resolve("m.json"), Set.of(), "", Lanes.one(), trials, () -> {});
        StackedProver prover = new StackedProver(gathering.kernels(), home.resolve("parents"), Lanes.one());
        Files.writeString(home.resolve("m.json"), MEASURED);
        gathering.add(new JavaBackend());
        AtomicBoolean broken = new AtomicBoolean();
        AtomicInteger breaks = new AtomicInteger();
        FakeBackend breaking = new FakeBackend("breaking").with(FieldHash.class, hash -> (arity, nodes, digests) -> {
            if (broken.get()) {
                breaks.incrementAndGet();
                throw new IllegalStateException("the device was unplugged");
            }
            hash.hash(arity, nodes, digests);
        });
        FakeBackend other = new FakeBackend("other");
        await(trials);
        int[] calls = new int[1];
        // At every step of the work one more comes or goes, and is asked from then on.
        Watch swapping = new Watch(
                (stage, done, total) -> {
                    broken.set(false);
                    switch (calls[0]++ % 12) {
                        case 0 -> gathering.add(breaking);
                        case 3 -> gathering.add(other);
                        case 6 -> gathering.remove(breaking);
                        case 9 -> gathering.remove(other);
                        default -> {}
                    }
                    await(trials);
                    broken.set(true);
                },
                () -> false);
        try {
            SectorFiles files = new SectorFiles(
                    Files.write(home.resolve("unsealed"), new byte[2048]),
                    home.resolve("sealed"),
                    new SectorCache(home.resolve("cache")));
            seals(prover, files, swapping);
            assertThat(calls[0]).isGreaterThan(30);
        } finally {
            gathering.close();
            assertThat(trials.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(breaks).hasPositiveValue();
        assertThat(gathering.measurements())
                .filteredOn(m -> m.backend().equals("java"))
                .allSatisfy(m -> assertThat(m.trouble()).isEmpty());
    }

    /** Until what came is asked. */
    private static void await(ExecutorService trials) {
        try {
            trials.submit(() -> {}).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void seals(StackedProver prover, SectorFiles files, Watch swapping) throws IOException {
        prover.preCommit1(ORDER, files, swapping);
        Node commR = prover.preCommit2(ORDER, files, swapping);
        assertThat(commR).hasToString(COMM_R);
        SealStatement statement = new SealStatement(ORDER, commR, SEED);
        Proof proof = prover.commit1(statement, files, swapping);
        assertThat(prover.seal(statement, proof)).isEmpty();
        PostStatement window = new PostStatement(
                new PostProof(PostProof.Use.WINDOW_V1_1, SectorSize.KIB_2),
                ORDER.prover(),
                SEED,
                List.of(new PostStatement.Replica(1, commR)));
        assertThat(prover.prove(window, Map.of(1L, files), swapping)).isInstanceOf(Proving.Proven.class);
    }
}
