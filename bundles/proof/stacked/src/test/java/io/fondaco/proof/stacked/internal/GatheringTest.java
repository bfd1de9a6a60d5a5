package io.fondaco.proof.stacked.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.Backends.Measurement;
import io.fondaco.proof.Backends.Operation;
import io.fondaco.proof.Backends.Present;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Watch;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import io.fondaco.proof.spi.NodeHash;
import io.fondaco.proof.stacked.Kernels;
import io.fondaco.proof.stacked.Lanes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which backend is asked: rates are set in the file of measurements, so that nothing is measured here but where said. */
public class GatheringTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AtomicInteger changes = new AtomicInteger();
    private Path file;

    @Before
    public void open() {
        file = folder.getRoot().toPath().resolve("proof").resolve("measurements.json");
    }

    /** Does its work at once. */
    private static ExecutorService atOnce() {
        return new AbstractExecutorService() {
            @Override
            public void execute(Runnable task) {
                task.run();
            }

            @Override
            public void shutdown() {}

            @Override
            public List<Runnable> shutdownNow() {
                return List.of();
            }

            @Override
            public boolean isShutdown() {
                return false;
            }

            @Override
            public boolean isTerminated() {
                return false;
            }

            @Override
            public boolean awaitTermination(long timeout, TimeUnit unit) {
                return true;
            }
        };
    }

    private Gathering gathering(String shadow) {
        return gathering(Set.of(), shadow);
    }

    private Gathering gathering(Set<String> allowed, String shadow) {
        return new Gathering(file, allowed, shadow, Lanes.one(), atOnce(), changes::incrementAndGet);
    }

    /** Says that backends were measured before, the first one faster at everything. */
    private void known(String... names) throws IOException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            StringBuilder rates = new StringBuilder();
            for (Operation operation : Operation.values()) {
                rates.append(rates.isEmpty() ? "" : ",")
                        .append('"')
                        .append(operation)
                        .append("\":");
                rates.append(1000 * (names.length - i));
            }
            String description = names[i].equals("java") ? new JavaBackend().description() : names[i] + " for a test";
            all.add("\"" + names[i] + "\":{\"description\":\"" + description + "\",\"bytesPerSecond\":{" + rates
                    + "}}");
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{" + String.join(",", all) + "}");
    }

    private static ByteBuffer hash(Kernels kernels, int groups) {
        ByteBuffer digests = ByteBuffer.allocate(groups * 32);
        kernels.fieldHash().hash(8, Trial.elements(8 * groups), digests);
        return digests;
    }

    private static ByteBuffer expected(int groups) {
        return hash(Kernels.of(new JavaBackend()).orElseThrow(), groups);
    }

    private static String chosen(Gathering gathering, Operation operation) {
        return gathering.measurements().stream()
                .filter(m -> m.operation() == operation && m.chosen())
                .map(Measurement::backend)
                .findFirst()
                .orElse("none");
    }

    @Test
    public void computesWhatItsDigestsSay() {
        for (Operation operation : Operation.values()) {
            assertThat(Check.trouble(new JavaBackend(), operation))
                    .as("%s", operation)
                    .isEmpty();
        }
    }

    @Test
    public void asksTheFastestAndTheNextWhenThatLeaves() throws IOException {
        known("fast", "java");
        Gathering gathering = gathering("");
        FakeBackend fast = new FakeBackend("fast");
        assertThat(gathering.complete()).isFalse();
        gathering.add(new JavaBackend());
        assertThat(gathering.complete()).isTrue();
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("java");
        gathering.add(fast);
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("fast");
        Kernels kernels = gathering.kernels();
        int before = fast.hashes.get();
        assertThat(hash(kernels, 3)).isEqualTo(expected(3));
        assertThat(fast.hashes).hasValue(before + 1);
        gathering.remove(fast);
        assertThat(hash(kernels, 3)).isEqualTo(expected(3));
        assertThat(fast.hashes).hasValue(before + 1);
        assertThat(gathering.present()).extracting(Present::name).containsExactly("java");
        assertThat(changes.get()).isEqualTo(3);
    }

    @Test
    public void asksNobodyWhomSettingsDoNotAllow() throws IOException {
        known("fast", "java");
        Gathering gathering = gathering(Set.of("java"), "");
        FakeBackend fast = new FakeBackend("fast");
        gathering.add(fast);
        gathering.add(new JavaBackend());
        assertThat(gathering.present()).extracting(Present::name).containsExactly("java");
        assertThat(gathering.missing()).contains("settings allow no other backends than java");
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("java");
        gathering.remove(fast);
        assertThat(gathering.complete()).isTrue();
        Gathering compared = gathering(Set.of("java"), "fast");
        compared.add(fast);
        assertThat(compared.present()).extracting(Present::name).containsExactly("fast");
    }

    @Test
    public void choosesForEachOperationByItself() throws IOException {
        known("fast", "java");
        Gathering gathering = gathering("");
        gathering.add(new JavaBackend());
        gathering.add(new FakeBackend("fast").without(Labels.class).without(FieldSum.class));
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("fast");
        assertThat(chosen(gathering, Operation.COLUMNS)).isEqualTo("fast");
        assertThat(chosen(gathering, Operation.COMM_P)).isEqualTo("fast");
        assertThat(chosen(gathering, Operation.LABELS)).isEqualTo("java");
        assertThat(chosen(gathering, Operation.REPLICA)).isEqualTo("java");
        assertThat(gathering.measurements()).hasSize(11);
        assertThat(gathering.kernels().labels().lanes()).isOne();
    }

    @Test
    public void neverAsksOneThatComputesSomethingElse() throws IOException {
        known("wrong", "java");
        Gathering gathering = gathering("");
        gathering.add(new JavaBackend());
        gathering.add(new FakeBackend("wrong").with(FieldHash.class, hash -> (arity, nodes, digests) -> {
            hash.hash(arity, nodes, digests);
            digests.put(digests.position(), (byte) (digests.get(digests.position()) ^ 1));
        }));
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("java");
        assertThat(chosen(gathering, Operation.LABELS)).isEqualTo("wrong");
        assertThat(gathering.measurements())
                .filteredOn(m -> m.backend().equals("wrong") && m.operation() == Operation.TREES)
                .singleElement()
                .satisfies(m -> assertThat(m.trouble()).get().asString().contains("something else"));
    }

    @Test
    public void neverAsksOneThatTakesNumbersOutsideTheField() throws IOException {
        known("lax", "java");
        Gathering gathering = gathering("");
        gathering.add(new JavaBackend());
        gathering.add(new FakeBackend("lax").with(FieldHash.class, hash -> (arity, nodes, digests) -> {
            try {
                hash.hash(arity, nodes, digests);
            } catch (ProofException e) {
                digests.put(digests.position(), new byte[32]);
            }
        }));
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("java");
        assertThat(chosen(gathering, Operation.COLUMNS)).isEqualTo("java");
    }

    @Test
    public void goesOnWithAnotherWhenOneBreaks() throws IOException {
        known("fast", "java");
        Gathering gathering = gathering("");
        gathering.add(new JavaBackend());
        gathering.add(new FakeBackend("fast").with(FieldHash.class, hash -> FakeBackend.breaking(hash, 3000)));
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("fast");
        assertThat(hash(gathering.kernels(), 500)).isEqualTo(expected(500));
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("java");
        assertThat(chosen(gathering, Operation.COLUMNS)).isEqualTo("fast");
        assertThat(gathering.measurements()).anySatisfy(m -> assertThat(m.trouble())
                .hasValueSatisfying(t -> assertThat(t).contains("unplugged")));
    }

    @Test
    public void refusesWhatIsRefusedWithoutAskingAnother() throws IOException {
        known("fast", "java");
        Gathering gathering = gathering("");
        gathering.add(new JavaBackend());
        gathering.add(new FakeBackend("fast"));
        ByteBuffer nodes = Trial.elements(8).put(31, (byte) 0x7f);
        assertThatThrownBy(() -> gathering.kernels().fieldHash().hash(8, nodes, ByteBuffer.allocate(32)))
                .isInstanceOf(ProofException.class)
                .hasMessageStartingWith("node 0");
        assertThatThrownBy(() -> gathering.kernels().fieldHash().hash(8, nodes, ByteBuffer.allocate(31)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("fast");
    }

    @Test
    public void saysSoWhenNobodyIsLeft() {
        Gathering gathering = gathering("");
        assertThatThrownBy(() -> hash(gathering.kernels(), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no backend for TREES is left");
    }

    @Test
    public void comparesEverythingWithTheShadowAndUsesNoResultThatDiffers() throws IOException {
        known("fast", "java");
        Gathering gathering = gathering("java");
        gathering.add(new FakeBackend("fast").with(FieldHash.class, FakeBackend::wrongOnceTrusted));
        assertThat(gathering.missing()).get().asString().contains("the shadow java is not here");
        gathering.add(new JavaBackend());
        assertThat(gathering.missing()).isEmpty();
        assertThat(gathering.shadow()).contains("java");
        Kernels kernels = gathering.kernels();
        assertThat(chosen(gathering, Operation.TREES)).isEqualTo("fast");
        assertThat(hash(kernels, 100)).isEqualTo(expected(100));
        assertThatThrownBy(() -> hash(kernels, 500))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.DISAGREED))
                .hasMessageContainingAll("fast and java", "TREES", "from node 0 on");
        ByteBuffer nodes = Trial.elements(8).put(31, (byte) 0x7f);
        assertThatThrownBy(() -> kernels.fieldHash().hash(8, nodes, ByteBuffer.allocate(32)))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.MALFORMED));
    }

    @Test
    public void comparesLabelsAndWhatIsWrittenOverItsInput() throws IOException {
        known("fast", "java");
        Gathering gathering = gathering("java");
        gathering.add(new JavaBackend());
        gathering.add(new FakeBackend("fast").with(Labels.class, labels -> new Labels() {
            @Override
            public void label(int layer, long from, ByteBuffer parents, List<Replica> replicas) {
                labels.label(layer, from, parents, replicas);
                if (replicas.get(0).layer().count() == 77) {
                    replicas.get(0).layer().write(from + 5, new byte[32], 0);
                }
            }

            @Override
            public int lanes() {
                return 16;
            }
        }));
        Kernels kernels = gathering.kernels();
        assertThat(kernels.labels().lanes()).isEqualTo(16);
        NodeArray good = NodeArray.allocate(78);
        kernels.labels().label(1, 0, Trial.parents(78), List.of(new Labels.Replica(Trial.id(1), good, null)));
        NodeArray reference = NodeArray.allocate(78);
        new JavaBackend()
                .kernel(Labels.class)
                .orElseThrow()
                .label(1, 0, Trial.parents(78), List.of(new Labels.Replica(Trial.id(1), reference, null)));
        assertThat(good.slice(0, 78)).isEqualTo(reference.slice(0, 78));
        Labels.Replica bad = new Labels.Replica(Trial.id(1), NodeArray.allocate(77), null);
        assertThatThrownBy(() -> kernels.labels().label(1, 0, Trial.parents(77), List.of(bad)))
                .isInstanceOf(ProofException.class)
                .hasMessageContainingAll("fast and java", "LABELS", "from node 5 on");
        ByteBuffer inPlace = Trial.elements(64);
        ByteBuffer apart = ByteBuffer.allocate(8 * 32);
        kernels.fieldHash().hash(8, inPlace, apart);
        kernels.fieldHash().hash(8, inPlace, inPlace.slice(0, 8 * 32));
        assertThat(inPlace.slice(0, 8 * 32)).isEqualTo(apart);
    }

    @Test
    public void measuresWhatIsNewAndRemembersIt() throws IOException {
        Gathering gathering = gathering("");
        Backend small = new FakeBackend("small").without(FieldHash.class).without(Labels.class);
        gathering.add(small);
        Map<Operation, Double> first = Map.of(
                Operation.TREE_D,
                rate(gathering, Operation.TREE_D),
                Operation.REPLICA,
                rate(gathering, Operation.REPLICA));
        assertThat(first.values()).allMatch(rate -> rate > 0);
        assertThat(Files.readString(file)).contains("\"small\"", "\"small for a test\"", "\"TREE_D\"");
        Gathering later = gathering("");
        later.add(small);
        assertThat(rate(later, Operation.TREE_D)).isEqualTo(Math.rint(first.get(Operation.TREE_D)));
        Files.writeString(file, "{\"small\":");
        Gathering damaged = gathering("");
        damaged.add(small);
        assertThat(rate(damaged, Operation.TREE_D)).isPositive();
        damaged.measure(Watch.NONE);
        assertThat(Files.readString(file)).contains("\"small\"");
    }

    private static double rate(Gathering gathering, Operation operation) {
        return gathering.measurements().stream()
                .filter(m -> m.operation() == operation)
                .findFirst()
                .orElseThrow()
                .rate();
    }

    @Test
    public void saysThatOnlyJavaIsHere() throws IOException {
        known("java");
        Gathering gathering = gathering("");
        gathering.add(new JavaBackend());
        assertThat(gathering.missing()).get().asString().startsWith("only java is here");
        assertThat(gathering.shadow()).isEmpty();
        gathering.add(new FakeBackend("fast")
                .without(FieldHash.class)
                .without(Labels.class)
                .without(NodeHash.class));
        assertThat(gathering.missing()).isEmpty();
    }

    @Test
    public void takesTheCommitmentOfAPieceFromWhoeverIsFastest() throws IOException {
        known("java");
        Gathering gathering = gathering("");
        gathering.add(new JavaBackend());
        ByteBuffer root = ByteBuffer.allocate(32);
        gathering.kernels().nodeHash().piece(ByteBuffer.allocate(127), root);
        byte[] bytes = new byte[32];
        root.get(bytes);
        assertThat(Node.of(bytes)).hasToString("3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333");
    }
}
