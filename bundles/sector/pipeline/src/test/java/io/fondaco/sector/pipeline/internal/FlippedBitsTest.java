package io.fondaco.sector.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Address;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceInfo;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.proof.stacked.StackedProver;
import io.fondaco.testing.devnet.SealedSectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** One flipped bit in each of some sectors among many: 1000 with {@code -Dfondaco.long=true}, 60 otherwise. */
public class FlippedBitsTest {
    private static final int SECTORS = Boolean.getBoolean("fondaco.long") ? 1000 : 60;
    private static final Address MINER = Address.id(1234);

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private final StackedProver prover = SealedSectors.prover();
    private SectorStore store;

    private Node seal(long number) throws Exception {
        SectorFiles files = store.files(new SectorId(MINER, number));
        Files.createDirectories(files.cache().folder());
        Files.write(files.unsealed(), new byte[2048]);
        Node commD =
                Node.of(PieceInfo.zero(PieceSize.ofPadded(2048)).commitment().root());
        SealOrder order = new SealOrder(
                SealProof.STACKED_DRG_2KIB_V1_1,
                ReplicaId.prover(MINER.idNumber()),
                number,
                Node.of(new byte[Node.BYTES]),
                commD);
        prover.preCommit1(order, files, Watch.NONE);
        Node commR = prover.preCommit2(order, files, Watch.NONE);
        prover.finish(order, files);
        return commR;
    }

    @Test
    public void theNextWindowFindsEachOfThemAndShowsAllOthers() throws Exception {
        store = new SectorStore(temporary.getRoot().toPath(), null);
        Random random = new Random(20261121);
        List<Node> roots = new ArrayList<>();
        for (long number = 0; number < SECTORS; number++) {
            roots.add(seal(number));
        }
        Set<Long> hurt = new TreeSet<>();
        while (hurt.size() < SECTORS / 10) {
            long number = random.nextInt(SECTORS);
            if (hurt.add(number)) {
                flip(store.files(new SectorId(MINER, number)).sealed(), random);
            }
        }
        Node randomness = Node.of(new byte[Node.BYTES]);
        PostProof window = new PostProof(PostProof.Use.WINDOW_V1_1, SectorSize.KIB_2);
        Map<SectorId, String> bad = new TreeMap<>();
        Showing showing = new Showing(prover, store, Map.of(), bad::put);
        Set<Long> skipped = new TreeSet<>();
        int shown = 0;
        for (long first = 0; first < SECTORS; first += 2) {
            List<Long> partition = List.of(first, first + 1);
            Optional<Showing.Shown> proof = showing.most(
                    MINER,
                    without -> {
                        List<PostStatement.Replica> left = partition.stream()
                                .filter(number -> !without.contains(number))
                                .map(number -> new PostStatement.Replica(number, roots.get(number.intValue())))
                                .toList();
                        return left.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new PostStatement(
                                        window, ReplicaId.prover(MINER.idNumber()), randomness, left));
                    },
                    Watch.NONE);
            if (proof.isEmpty()) {
                skipped.addAll(partition);
                continue;
            }
            skipped.addAll(proof.get().skipped());
            List<PostStatement.Replica> left = partition.stream()
                    .filter(number -> !proof.get().skipped().contains(number))
                    .map(number -> new PostStatement.Replica(number, roots.get(number.intValue())))
                    .toList();
            PostStatement statement = new PostStatement(window, ReplicaId.prover(MINER.idNumber()), randomness, left);
            assertThat(prover.post(statement, proof.get().proof())).isEmpty();
            shown += left.size();
        }
        assertThat(skipped).isEqualTo(hurt);
        assertThat(shown).isEqualTo(SECTORS - hurt.size());
        assertThat(bad.keySet()).extracting(SectorId::number).containsExactlyElementsOf(hurt);
    }

    private static void flip(Path file, Random random) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[random.nextInt(bytes.length)] ^= 1 << random.nextInt(8);
        Files.write(file, bytes);
    }
}
