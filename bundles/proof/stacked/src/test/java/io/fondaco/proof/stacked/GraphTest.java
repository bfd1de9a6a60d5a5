package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.Assume;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Golden values: rust-fil-proofs, parent_cache.json, for digests and file names; single nodes were drawn elsewhere. */
public class GraphTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static int[] parents(SealProof proof, long node) {
        int[] parents = new int[Graph.DEGREE];
        new Graph(proof.porep()).walk().parents(node, parents);
        return parents;
    }

    private static String digest(SealProof proof) throws IOException {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            return ParentCache.inMemory(new Graph(proof.porep()), Lanes.of(pool, 2), Watch.NONE)
                    .digest();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    public void drawsTheWholeGraphOfTwoKibibytes() throws IOException {
        assertThat(digest(SealProof.STACKED_DRG_2KIB_V1))
                .isEqualTo("3da49221e2ed55371b86d0bf3d6526fcf128af61bed904f966428db1b531750d");
        assertThat(digest(SealProof.STACKED_DRG_2KIB_V1_1))
                .isEqualTo("840057702eea7652cf97e04306c30fe57174714d90de156a25eddd6075c25b97");
    }

    @Test
    public void drawsTheWholeGraphOfEightMebibytes() throws IOException {
        assertThat(digest(SealProof.STACKED_DRG_8MIB_V1))
                .isEqualTo("a76604f2f59f2744c7151653bbb1d8596b6b57d295e6fa6c1f0c41d725b502ce");
        assertThat(digest(SealProof.STACKED_DRG_8MIB_V1_1))
                .isEqualTo("03cd13565ded97c240a5f52e54295ad127bd0461b57904cb3a4d79b097bbecab");
    }

    @Test
    public void drawsTheWholeGraphOfHalfAGibibyte() throws IOException {
        Assume.assumeTrue("takes minutes: -Dfondaco.long=true", Boolean.getBoolean("fondaco.long"));
        assertThat(digest(SealProof.STACKED_DRG_512MIB_V1_1))
                .isEqualTo("b5877d1963793efebc261fd8fde4dd6bc59e6b5c7abf52617a4ee023b8dc173a");
    }

    @Test
    public void drawsSingleNodesOfAnySector() {
        assertThat(parents(SealProof.STACKED_DRG_2KIB_V1, 10))
                .containsExactly(6, 9, 2, 5, 8, 9, 44, 41, 23, 36, 14, 19, 4, 28);
        assertThat(parents(SealProof.STACKED_DRG_2KIB_V1_1, 2))
                .containsExactly(1, 1, 1, 0, 1, 0, 30, 28, 55, 63, 63, 36, 37, 36);
        assertThat(parents(SealProof.STACKED_DRG_32GIB_V1_1, 1000))
                .containsExactly(
                        999, 999, 993, 999, 987, 994, 610880257, 52958456, 114467229, 442886740, 935021104, 986163808,
                        486080124, 611062435);
        assertThat(parents(SealProof.STACKED_DRG_32GIB_V1_1, (1 << 30) - 1))
                .containsExactly(
                        1073741822,
                        1073258530,
                        440642413,
                        663190843,
                        1073741654,
                        1073741786,
                        307718517,
                        715446084,
                        558280128,
                        265147410,
                        110937796,
                        626719228,
                        201839602,
                        653041812);
        assertThat(parents(SealProof.STACKED_DRG_64GIB_V1_1, 1000))
                .containsExactly(
                        999,
                        994,
                        376,
                        995,
                        992,
                        118,
                        981873907,
                        906285101,
                        1524026349,
                        1268358971,
                        507520043,
                        1249468776,
                        980141938,
                        570627897);
    }

    @Test
    public void keepsTheFirstRulesFromReachingTheUpperHalfOfLargeSectors() {
        assertThat(parents(SealProof.STACKED_DRG_32GIB_V1, 1000))
                .containsExactly(
                        992, 999, 685, 999, 851, 999, 56765109, 142792959, 55421737, 123123914, 7049045, 479267348,
                        532767812, 301615063);
    }

    @Test
    public void namesItsFilesAsFilecoinDoes() {
        Map<SealProof, String> golden = Map.of(
                SealProof.STACKED_DRG_2KIB_V1, "3f0eef38bb48af1f48ad65e14eb85b4ebfc167cec18cd81764f6d998836c9899",
                SealProof.STACKED_DRG_2KIB_V1_1, "494d91dc.*47554b",
                SealProof.STACKED_DRG_8MIB_V1, "dcdabb0f.*53da6dc",
                SealProof.STACKED_DRG_8MIB_V1_1, "5eed2121.*bd47a5b5",
                SealProof.STACKED_DRG_512MIB_V1, "2aa9c77c.*30fb42",
                SealProof.STACKED_DRG_512MIB_V1_1, "7ba215a1.*63dc34",
                SealProof.STACKED_DRG_32GIB_V1, "e1fa5d5b.*5a05a13",
                SealProof.STACKED_DRG_32GIB_V1_1, "21981246.*85dc117",
                SealProof.STACKED_DRG_64GIB_V1, "8a99e8d6.*e265574d6",
                SealProof.STACKED_DRG_64GIB_V1_1, "4905486b.*d8b9de0b");
        golden.forEach((proof, name) ->
                assertThat(new Graph(proof.porep()).name()).as(proof.name()).matches(name));
    }

    @Test
    public void permutesEveryEdgeToAnother() {
        Feistel feistel = new Feistel(8 * 128, 1, 2, 3);
        Feistel remembering = feistel.remembering();
        Set<Long> reached = new TreeSet<>();
        for (long edge = 0; edge < 8 * 128; edge++) {
            long permuted = feistel.permute(edge);
            assertThat(remembering.permute(edge)).isEqualTo(permuted);
            assertThat(remembering.permute(edge)).isEqualTo(permuted);
            reached.add(permuted);
        }
        assertThat(reached).hasSize(8 * 128).allMatch(edge -> edge >= 0 && edge < 8 * 128);
    }

    @Test
    public void readsFromItsFileWhatItDrew() throws Exception {
        Graph graph = new Graph(new Porep(SectorSize.KIB_4, 2, ApiVersion.V1_0, Node.of(new byte[32])));
        Path home = folder.getRoot().toPath();
        String first =
                ParentCache.inFolder(home, graph, Lanes.one(), Watch.NONE).digest();
        String second =
                ParentCache.inFolder(home, graph, Lanes.one(), Watch.NONE).digest();
        assertThat(second)
                .isEqualTo(first)
                .isEqualTo(ParentCache.inMemory(graph, Lanes.one(), Watch.NONE).digest());
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactly(
                            "parents.lock",
                            "v28-sdr-parent-" + graph.name() + ".cache",
                            "v28-sdr-parent-" + graph.name() + ".cache.sha256");
        }
    }

    @Test
    public void drawsAFileAgainThatIsCutOrChanged() throws IOException {
        Graph graph = new Graph(SealProof.STACKED_DRG_2KIB_V1_1.porep());
        Path home = folder.getRoot().toPath();
        String whole =
                ParentCache.inFolder(home, graph, Lanes.one(), Watch.NONE).digest();
        Path file = home.resolve("v28-sdr-parent-" + graph.name() + ".cache");
        byte[] bytes = Files.readAllBytes(file);
        byte[] flipped = bytes.clone();
        flipped[1000] ^= 1;
        for (byte[] damaged : new byte[][] {new byte[63 * 56], flipped, new byte[64 * 56]}) {
            Files.write(file, damaged);
            assertThat(ParentCache.inFolder(home, graph, Lanes.one(), Watch.NONE)
                            .digest())
                    .isEqualTo(whole);
            assertThat(file).hasBinaryContent(bytes);
        }
    }

    @Test
    public void leavesNothingBehindWhenItIsStopped() throws Exception {
        Graph graph = new Graph(SealProof.STACKED_DRG_8MIB_V1_1.porep());
        Path home = folder.getRoot().toPath();
        Watch impatient = new Watch((stage, done, total) -> {}, () -> true);
        assertThatThrownBy(() -> ParentCache.inFolder(home, graph, Lanes.one(), impatient))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.CANCELLED));
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactly(home.resolve("parents.lock"));
        }
    }

    @Test
    public void refusesNodesItDoesNotHave() {
        assertThatThrownBy(() -> parents(SealProof.STACKED_DRG_2KIB_V1, 64)).hasMessageContaining("no node 64");
        assertThatThrownBy(() -> parents(SealProof.STACKED_DRG_2KIB_V1, -1)).hasMessageContaining("no node -1");
    }
}
