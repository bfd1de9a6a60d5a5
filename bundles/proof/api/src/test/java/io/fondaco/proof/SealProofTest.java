package io.fondaco.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SealProofTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void knowsEveryRegisteredProofByItsNumber() {
        assertThat(SealProof.values()).hasSize(20);
        for (SealProof proof : SealProof.values()) {
            assertThat(SealProof.ofNumber(proof.number())).isSameAs(proof);
            assertThat(proof.name()).contains(proof.size().name().split("_")[1]);
            assertThat(proof.porep().layers()).isEqualTo(proof.size().bytes() >= 1L << 35 ? 11 : 2);
        }
        assertThat(SealProof.ofNumber(3).version()).isEqualTo(ApiVersion.V1_0);
        assertThat(SealProof.ofNumber(8).version()).isEqualTo(ApiVersion.V1_1);
        assertThat(SealProof.ofNumber(13).version()).isEqualTo(ApiVersion.V1_2);
        assertThat(SealProof.ofNumber(18).version()).isEqualTo(ApiVersion.V1_2);
        assertThat(SealProof.ofNumber(18).porepId()).hasToString("12" + "00".repeat(31));
        assertThatThrownBy(() -> SealProof.ofNumber(20)).hasMessage("no seal proof 20: 0 to 19");
    }

    @Test
    public void knowsHowManyNodesAreChallenged() {
        assertThat(SealProof.ofNumber(6).challenges()).isEqualTo(2);
        assertThat(SealProof.ofNumber(8).challenges()).isEqualTo(180);
        assertThat(SealProof.ofNumber(14).challenges()).isEqualTo(180);
        assertThat(SealProof.ofNumber(16).challenges()).isEqualTo(26);
        assertThat(SealProof.ofNumber(19).challenges()).isEqualTo(2268);
        assertThat(SealProof.ofNumber(9).challenge()).isEqualTo(SealProof.Challenge.INTERACTIVE);
        assertThat(SealProof.ofNumber(10).challenge()).isEqualTo(SealProof.Challenge.SYNTHETIC);
        assertThat(SealProof.ofNumber(15).challenge()).isEqualTo(SealProof.Challenge.NON_INTERACTIVE);
    }

    @Test
    public void refusesAnIdThatGoesWithOtherRules() {
        Node first = SealProof.STACKED_DRG_64GIB_V1.porepId();
        Node later = SealProof.STACKED_DRG_2KIB_V1_1.porepId();
        assertThatThrownBy(() -> new Porep(SectorSize.KIB_2, 2, ApiVersion.V1_1, first))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("rules 1.1.0");
        assertThatThrownBy(() -> new Porep(SectorSize.KIB_2, 2, ApiVersion.V1_0, later))
                .isInstanceOf(ProofException.class);
        Node signed = Node.parse("ff".repeat(32));
        assertThat(new Porep(SectorSize.KIB_2, 2, ApiVersion.V1_2, signed).id()).isEqualTo(signed);
        assertThatThrownBy(() -> new Porep(SectorSize.KIB_2, 0, ApiVersion.V1_2, signed))
                .hasMessageContaining("0 layers");
    }

    @Test
    public void knowsTheShapeOfEverySize() {
        for (SectorSize size : SectorSize.values()) {
            assertThat(SectorSize.ofBytes(size.bytes())).isSameAs(size);
            long leaves = size.nodes() / size.baseTrees();
            assertThat(Long.numberOfTrailingZeros(leaves) % 3).as("%s", size).isZero();
            assertThat(leaves).isLessThanOrEqualTo(1L << 27);
        }
        assertThat(SectorSize.GIB_64.baseTrees()).isEqualTo(16);
        assertThatThrownBy(() -> SectorSize.ofBytes(1024)).hasMessageContaining("no sector has 1024 bytes");
    }

    @Test
    public void readsNodesAsItWritesThem() {
        Node node = Node.parse("00ff".repeat(16));
        assertThat(Node.of(node.bytes()))
                .isEqualTo(node)
                .hasToString("00ff".repeat(16))
                .hasSameHashCodeAs(node);
        assertThatThrownBy(() -> Node.parse("00ff")).isInstanceOf(ProofException.class);
        assertThatThrownBy(() -> Node.parse("zz".repeat(32))).isInstanceOf(ProofException.class);
        assertThatThrownBy(() -> Node.of(new byte[31])).hasMessage("a node of 31 bytes: must be 32");
    }

    @Test
    public void keepsBothRootsAndRefusesAFileThatIsCut() throws Exception {
        SectorCache cache = new SectorCache(folder.getRoot().toPath());
        var aux = new SectorCache.Aux(Node.parse("01".repeat(32)), Node.parse("02".repeat(32)));
        cache.writeAux(aux);
        assertThat(Files.readAllBytes(cache.aux())).hasSize(64).startsWith(1).endsWith(2);
        assertThat(cache.readAux()).isEqualTo(aux);
        Files.write(cache.aux(), new byte[63]);
        assertThatThrownBy(cache::readAux).isInstanceOf(ProofException.class).hasMessageContaining("63 bytes, not 64");
    }

    @Test
    public void namesFilesAsFilecoinDoes() {
        SectorCache cache = new SectorCache(folder.getRoot().toPath());
        assertThat(cache.treeRLast(SectorSize.GIB_32, 7)).hasFileName("sc-02-data-tree-r-last-7.dat");
        assertThat(cache.treeC(SectorSize.MIB_8, 0)).hasFileName("sc-02-data-tree-c.dat");
        assertThat(cache.layer(11)).hasFileName("sc-02-data-layer-11.dat");
        assertThat(cache.treeD()).hasFileName("sc-02-data-tree-d.dat");
        assertThatThrownBy(() -> cache.treeC(SectorSize.MIB_8, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
