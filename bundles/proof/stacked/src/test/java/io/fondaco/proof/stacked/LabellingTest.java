package io.fondaco.proof.stacked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.proof.java.JavaLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Golden values: rust-fil-proofs, tests/stacked_vanilla.rs and create_label/multi.rs: eleven layers of small sectors. */
public class LabellingTest {
    private static final Node REPLICA = Node.parse("09".repeat(32));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Labelling labelling;
    private SectorCache cache;
    private final List<String> stages = new ArrayList<>();

    @Before
    public void open() {
        labelling = new Labelling(new JavaLabels(), folder.getRoot().toPath().resolve("parents"), Lanes.one());
        cache = new SectorCache(folder.getRoot().toPath().resolve("cache"));
    }

    private Node lastLabel(SectorSize size, ApiVersion version, String id) throws IOException {
        Porep porep = new Porep(size, 11, version, Node.parse(id));
        labelling.all(sector(porep, REPLICA), Watch.NONE);
        try (NodeFile last = NodeFile.open(cache.layer(11), size.nodes())) {
            return last.read(size.nodes() - 1);
        }
    }

    private Sector sector(Porep porep, Node replicaId) {
        Path nowhere = folder.getRoot().toPath().resolve("nowhere");
        return new Sector(porep, replicaId, new SectorFiles(nowhere, nowhere, cache));
    }

    @Test
    public void labelsElevenLayers() throws IOException {
        String seven = "7b".repeat(32);
        String zero = "00".repeat(32);
        assertThat(lastLabel(SectorSize.KIB_2, ApiVersion.V1_0, zero))
                .hasToString("04ba0f9a6ba9fad35e4806d183a281eab3c25afa9a1bd5e3378da6f1f4f46204");
        assertThat(lastLabel(SectorSize.KIB_4, ApiVersion.V1_0, zero))
                .hasToString("86daa8c4521e197e48c1fae6c9a1e85ab894a8883b9f23cebe531ddcd1004c23");
        for (ApiVersion version : List.of(ApiVersion.V1_1, ApiVersion.V1_2)) {
            deleteLayers();
            assertThat(lastLabel(SectorSize.KIB_2, version, seven))
                    .hasToString("cfef0db78bf3b3ab9f1169774d2e7a77bc9054499d954834b51ca7c788110206");
            deleteLayers();
            assertThat(lastLabel(SectorSize.KIB_4, version, seven))
                    .hasToString("6d67c468cf81ab2289c1c9c72fa8777a232de4c1323dc0c6bd552ccc187c770f");
        }
    }

    private void deleteLayers() throws IOException {
        for (int layer = 1; layer <= 11; layer++) {
            Files.deleteIfExists(cache.layer(layer));
        }
    }

    private static final Porep FOUR_LAYERS =
            new Porep(SectorSize.KIB_2, 4, ApiVersion.V1_1, Node.parse("7b".repeat(32)));

    private List<String> label(Node replicaId) throws IOException {
        stages.clear();
        labelling.all(
                sector(FOUR_LAYERS, replicaId),
                new Watch(
                        (stage, done, total) -> {
                            if (done == 0) {
                                stages.add(stage);
                            }
                        },
                        () -> false));
        return stages;
    }

    private List<byte[]> layers() throws IOException {
        List<byte[]> layers = new ArrayList<>();
        for (int layer = 1; layer <= 4; layer++) {
            layers.add(Files.readAllBytes(cache.layer(layer)));
        }
        return layers;
    }

    @Test
    public void goesOnAfterTheLastLayerThatWasFinished() throws IOException {
        label(REPLICA);
        List<byte[]> whole = layers();
        Files.delete(cache.layer(3));
        assertThat(label(REPLICA))
                .containsExactly(
                        "checking sc-02-data-layer-1.dat",
                        "checking sc-02-data-layer-2.dat",
                        "labelling layer 3",
                        "labelling layer 4");
        assertThat(layers()).usingElementComparator(Arrays::compare).isEqualTo(whole);
    }

    @Test
    public void makesALayerAgainWhenOneOfItsBitsHasFlipped() throws IOException {
        label(REPLICA);
        List<byte[]> whole = layers();
        byte[] flipped = whole.get(1).clone();
        flipped[1000] ^= 4;
        Files.write(cache.layer(2), flipped);
        assertThat(label(REPLICA))
                .containsExactly(
                        "checking sc-02-data-layer-1.dat",
                        "checking sc-02-data-layer-2.dat",
                        "labelling layer 2",
                        "labelling layer 3",
                        "labelling layer 4");
        assertThat(layers()).usingElementComparator(Arrays::compare).isEqualTo(whole);
    }

    @Test
    public void makesALayerAgainThatWasCut() throws IOException {
        label(REPLICA);
        List<byte[]> whole = layers();
        Files.write(cache.layer(1), new byte[2047]);
        assertThat(label(REPLICA))
                .containsExactly("labelling layer 1", "labelling layer 2", "labelling layer 3", "labelling layer 4");
        assertThat(layers()).usingElementComparator(Arrays::compare).isEqualTo(whole);
    }

    @Test
    public void keepsTheLastLayerAloneWhenNoOtherIsWanted() throws IOException {
        label(REPLICA);
        byte[] last = layers().get(3);
        deleteLayers();
        labelling.last(sector(FOUR_LAYERS, REPLICA), Watch.NONE);
        assertThat(cache.layer(4)).hasBinaryContent(last);
        for (int layer = 1; layer < 4; layer++) {
            assertThat(cache.layer(layer)).doesNotExist();
        }
    }

    @Test
    public void goesOnAfterTheHighestLayerWhenNoOtherIsWanted() throws IOException {
        label(REPLICA);
        byte[] last = layers().get(3);
        Files.delete(cache.layer(4));
        Files.delete(cache.layer(1));
        stages.clear();
        labelling.last(sector(FOUR_LAYERS, REPLICA), new Watch((stage, done, total) -> stages.add(stage), () -> false));
        assertThat(stages).contains("labelling layer 4").doesNotContain("labelling layer 3");
        assertThat(cache.layer(4)).hasBinaryContent(last);
        assertThat(cache.layer(3)).doesNotExist();
    }

    @Test
    public void neverTakesTheLayersOfAnotherReplica() throws IOException {
        label(Node.parse("08".repeat(32)));
        assertThat(label(REPLICA)).contains("labelling layer 1").contains("labelling layer 4");
    }

    @Test
    public void stopsWhenToldToAndGoesOnLater() throws IOException {
        Watch untilLayerThree =
                new Watch((stage, done, total) -> stages.add(stage), () -> stages.contains("labelling layer 2"));
        assertThatThrownBy(() -> labelling.all(sector(FOUR_LAYERS, REPLICA), untilLayerThree))
                .isInstanceOfSatisfying(
                        ProofException.class, e -> assertThat(e.reason()).isEqualTo(ProofException.Reason.CANCELLED));
        Path third = cache.layer(3);
        assertThat(third).doesNotExist();
        assertThat(label(REPLICA)).contains("checking sc-02-data-layer-1.dat").contains("labelling layer 4");
    }
}
