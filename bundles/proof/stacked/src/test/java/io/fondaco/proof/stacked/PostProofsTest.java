package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.Proving;
import io.fondaco.proof.Proving.Faulty;
import io.fondaco.proof.Proving.Proven;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** PoSts of the kind vanilla: that they hold, are refused when they should be, and which sectors they find. */
public class PostProofsTest {
    private static final Node RANDOMNESS = Node.parse("44".repeat(31) + "ff");
    private static final SealProof SEAL = SealProof.STACKED_DRG_2KIB_V1_1;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final List<TestSector> sectors = new ArrayList<>();
    private StackedProver prover;

    @Before
    public void open() {
        Path home = folder.getRoot().toPath();
        prover = new StackedProver(TestSector.KERNELS, home.resolve("parents"), Lanes.of(pool, 2));
    }

    @After
    public void close() {
        pool.shutdown();
    }

    /** Sectors that went all the way: only what stays is left of them. */
    private void seal(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            TestSector sector = TestSector.sealed(prover, folder.getRoot().toPath(), SEAL, 100 + i);
            prover.finish(sector.order, sector.files);
            Files.delete(sector.files.unsealed());
            sectors.add(sector);
        }
    }

    private PostStatement statement(PostProof.Use use) {
        return new PostStatement(
                TestSector.post(use, SEAL),
                TestSector.PROVER,
                RANDOMNESS,
                sectors.stream().map(TestSector::replica).toList());
    }

    private Map<Long, SectorFiles> files() {
        Map<Long, SectorFiles> files = new HashMap<>();
        sectors.forEach(sector -> files.put(sector.order.sector(), sector.files));
        return files;
    }

    private Proof proven(PostStatement statement) {
        Proving.Outcome outcome = prover.prove(statement, files(), Watch.NONE);
        assertThat(outcome).isInstanceOf(Proven.class);
        return ((Proven) outcome).proof();
    }

    private Map<Long, String> faults() {
        Proving.Outcome outcome = prover.prove(statement(PostProof.Use.WINDOW_V1_1), files(), Watch.NONE);
        assertThat(outcome).isInstanceOf(Faulty.class);
        return ((Faulty) outcome).why();
    }

    @Test
    public void holdForEveryUseAndAShortLastPartition() throws IOException {
        seal(5);
        for (PostProof.Use use : new PostProof.Use[] {PostProof.Use.WINDOW_V1, PostProof.Use.WINDOW_V1_1}) {
            PostStatement statement = statement(use);
            Proof proof = proven(statement);
            assertThat(prover.post(statement, proof)).as("%s", use).isEmpty();
            assertThat(proof.toBytes().length)
                    .isLessThanOrEqualTo(prover.postBytes(statement.proof(), ProofKind.VANILLA, 5));
            assertThat(proof.body().length / 5).as("as the facts say").isLessThan(4900);
        }
        sectors.subList(1, 5).clear();
        PostStatement winning = statement(PostProof.Use.WINNING);
        Proof proof = proven(winning);
        assertThat(prover.post(winning, proof)).isEmpty();
        assertThat(proof.body().length).isLessThan(prover.postBytes(winning.proof(), ProofKind.VANILLA, 1));
        assertThat(prover.post(statement(PostProof.Use.WINDOW_V1_1), proof)).isPresent();
    }

    @Test
    public void areRefusedWithAnyByteChangedCutOrTooLong() throws IOException {
        seal(2);
        PostStatement statement = statement(PostProof.Use.WINDOW_V1_1);
        byte[] body = proven(statement).body();
        int first = new PostLayout(statement).parts.get(0).bytes();
        // Every byte of the second sector's part, and some of the first one's.
        for (int i = 0; i < body.length; i += i < first - 100 ? 97 : 1) {
            byte[] changed = body.clone();
            changed[i] ^= (byte) (1 << i % 8);
            assertThat(prover.post(statement, new Proof(ProofKind.VANILLA, changed)))
                    .as("byte %d", i)
                    .get()
                    .asString()
                    .startsWith(i < first ? "sector 100: " : "sector 101: ");
        }
        for (int length : new int[] {0, 31, body.length - 32, body.length - 1, body.length + 1}) {
            Proof cut = new Proof(ProofKind.VANILLA, Arrays.copyOf(body, length));
            assertThat(prover.post(statement, cut)).get().asString().contains("has " + length + " bytes");
        }
    }

    /** One replica under many numbers, for the number alone says what is challenged. */
    @Test
    public void nameTheFirstWrongSectorAmongMoreThanAreHashedTogether() throws IOException {
        seal(1);
        TestSector sector = sectors.get(0);
        List<PostStatement.Replica> many = LongStream.range(0, 150)
                .mapToObj(number -> new PostStatement.Replica(number, sector.commR))
                .toList();
        PostStatement statement = new PostStatement(
                TestSector.post(PostProof.Use.WINDOW_V1_1, SEAL), TestSector.PROVER, RANDOMNESS, many);
        Map<Long, SectorFiles> files = new HashMap<>();
        many.forEach(replica -> files.put(replica.number(), sector.files));
        byte[] body =
                ((Proven) prover.prove(statement, files, Watch.NONE)).proof().body();
        assertThat(prover.post(statement, new Proof(ProofKind.VANILLA, body))).isEmpty();
        int[] starts = new int[150];
        for (int i = 1; i < 150; i++) {
            starts[i] =
                    starts[i - 1] + new PostLayout(statement).parts.get(i - 1).bytes();
        }
        body[starts[149] + 70] ^= 1;
        assertThat(prover.post(statement, new Proof(ProofKind.VANILLA, body)))
                .get()
                .asString()
                .startsWith("sector 149: what is shown has CommR");
        Arrays.fill(body, starts[140] + 64, starts[140] + 96, (byte) 0xff);
        assertThat(prover.post(statement, new Proof(ProofKind.VANILLA, body)))
                .get()
                .asString()
                .startsWith("sector 140: malformed: node ")
                .contains("not below r");
        Arrays.fill(body, starts[20], starts[20] + 32, (byte) 0xff);
        assertThat(prover.post(statement, new Proof(ProofKind.VANILLA, body)))
                .get()
                .asString()
                .startsWith("sector 20: malformed: ");
        body[starts[7]] ^= 1;
        assertThat(prover.post(statement, new Proof(ProofKind.VANILLA, body)))
                .get()
                .asString()
                .startsWith("sector 7: what is shown has CommR");
    }

    @Test
    public void areRefusedForAnythingElseThanTheirStatement() throws IOException {
        seal(2);
        PostStatement statement = statement(PostProof.Use.WINDOW_V1_1);
        Proof proof = proven(statement);
        List<PostStatement.Replica> turned =
                List.of(statement.sectors().get(1), statement.sectors().get(0));
        Node other = Node.parse("55".repeat(32));
        assertThat(prover.post(new PostStatement(statement.proof(), TestSector.PROVER, RANDOMNESS, turned), proof))
                .isPresent();
        assertThat(prover.post(
                        new PostStatement(statement.proof(), TestSector.PROVER, other, statement.sectors()), proof))
                .isPresent();
        assertThat(prover.post(statement(PostProof.Use.WINDOW_V1), proof)).isPresent();
        assertThat(prover.post(statement, new Proof(ProofKind.GROTH16_FILECOIN, proof.body())))
                .get()
                .asString()
                .contains("GROTH16_FILECOIN");
    }

    @Test
    public void nameEveryFaultySectorAndWhy() throws IOException {
        seal(9);
        TestSector.flip(sectors.get(1).files.sealed(), 999);
        Files.delete(sectors.get(2).files.sealed());
        Files.write(sectors.get(3).files.sealed(), new byte[2047]);
        TestSector.flip(sectors.get(4).files.cache().aux(), 3);
        Files.write(sectors.get(5).files.cache().aux(), new byte[10]);
        sectors.get(6).commR = Node.parse("01".repeat(31) + "00");
        Files.delete(sectors.get(7).files.sealed());
        Files.createDirectory(sectors.get(7).files.sealed());
        Map<Long, String> faults = faults();
        assertThat(faults.keySet()).containsExactly(101L, 102L, 103L, 104L, 105L, 106L, 107L);
        assertThat(faults.get(101L)).contains("has the root", "not CommRLast");
        assertThat(faults.get(102L)).contains("is missing");
        assertThat(faults.get(103L)).contains("has 2047 bytes, not 2048");
        assertThat(faults.get(104L)).contains("make CommR");
        assertThat(faults.get(105L)).contains("has 10 bytes, not 64");
        assertThat(faults.get(106L)).contains("not 0101");
        assertThat(faults.values()).allMatch(why -> why.endsWith("declare the sector faulty"));
        sectors.removeIf(sector -> faults.containsKey(sector.order.sector()));
        assertThat(sectors).hasSize(2);
        PostStatement rest = statement(PostProof.Use.WINDOW_V1_1);
        assertThat(prover.post(rest, proven(rest))).isEmpty();
    }

    @Test
    public void nameSectorsWhoseFilesNobodyKnows() throws IOException {
        seal(1);
        PostStatement statement = statement(PostProof.Use.WINDOW_V1_1);
        assertThat(((Faulty) prover.prove(statement, Map.of(), Watch.NONE))
                        .why()
                        .get(100L))
                .contains("nobody said");
    }

    @Test
    public void findABitThatFlippedAnywhereInAReplica() throws IOException {
        seal(1);
        Path sealed = sectors.get(0).files.sealed();
        for (int at = 5; at < 2048; at += 97) {
            TestSector.flip(sealed, at);
            assertThat(faults()).containsOnlyKeys(100L);
            TestSector.flip(sealed, at);
        }
        PostStatement statement = statement(PostProof.Use.WINDOW_V1_1);
        assertThat(prover.post(statement, proven(statement))).isEmpty();
    }

    /** Only the note is wrong, or only the tree: neither is the replica. */
    @Test
    public void areMadeFromAWholeReplicaWhateverElseWasLost() throws IOException {
        seal(1);
        TestSector sector = sectors.get(0);
        Path tree = sector.files.cache().treeRLast(SectorSize.KIB_2, 0);
        byte[] whole = Files.readAllBytes(tree);
        PostStatement statement = statement(PostProof.Use.WINDOW_V1_1);
        Path note = sector.files.cache().folder().resolve("sealed.sha256");
        TestSector.flip(note, 80);
        assertThat(prover.post(statement, proven(statement))).isEmpty();
        Files.delete(note);
        assertThat(prover.post(statement, proven(statement))).isEmpty();
        assertThat(note).exists();
        TestSector.flip(tree, 1);
        assertThat(prover.post(statement, proven(statement))).isEmpty();
        Files.delete(tree);
        assertThat(prover.post(statement, proven(statement))).isEmpty();
        assertThat(tree).hasBinaryContent(whole);
        Files.write(tree, new byte[31]);
        PostStatement winning = statement(PostProof.Use.WINNING);
        assertThat(prover.post(winning, proven(winning))).isEmpty();
        assertThat(tree).hasBinaryContent(whole);
    }

    @Test
    public void stopWhenToldTo() throws IOException {
        seal(1);
        Watch impatient = new Watch((stage, done, total) -> {}, () -> true);
        assertThatThrownBy(() -> prover.prove(statement(PostProof.Use.WINNING), files(), impatient))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.CANCELLED));
    }

    @Test
    public void saysWhoWinsAmongSectors() {
        assertThat(prover.winner(TestSector.PROVER, RANDOMNESS, 1)).isZero();
        assertThat(prover.winner(TestSector.PROVER, RANDOMNESS, 1000)).isBetween(0L, 999L);
        assertThatThrownBy(() -> prover.winner(TestSector.PROVER, RANDOMNESS, 0))
                .isInstanceOf(ProofException.class);
    }
}
