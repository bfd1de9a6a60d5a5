package io.fondaco.chain.node.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.FirstSectors;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.chain.node.internal.genesis.FirstGenesis;
import io.fondaco.model.Address;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.memory.MemoryVaults;
import io.fondaco.proof.Node;
import io.fondaco.proof.Proof;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import io.fondaco.testing.kit.SeededKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A node that finds no network begins one, with a sector that is sealed. */
public class FirstGenesisTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Makes files of the right length. */
    private static final class Scripted implements Sealing {
        int sealed;

        @Override
        public void preCommit1(SealOrder order, SectorFiles files, Watch watch) {
            watch.at("labels", 1, 2);
        }

        @Override
        public Map<Job, Exception> preCommit1(List<Job> jobs, Watch watch) {
            throw new AssertionError();
        }

        @Override
        public Node preCommit2(SealOrder order, SectorFiles files, Watch watch) throws IOException {
            sealed++;
            Files.write(files.sealed(), new byte[2048]);
            Files.write(files.cache().treeRLast(SectorSize.KIB_2, 0), new byte[32]);
            files.cache().writeAux(new SectorCache.Aux(order.prover(), order.prover()));
            return order.prover();
        }

        @Override
        public void finish(SealOrder order, SectorFiles files) {
            assertThat(files.unsealed()).exists();
        }

        @Override
        public Proof commit1(SealStatement statement, SectorFiles files, Watch watch) {
            throw new AssertionError();
        }

        @Override
        public Proof commit2(SealStatement statement, Proof vanilla, Watch watch) {
            throw new AssertionError();
        }

        @Override
        public void unseal(SealOrder order, Node commR, SectorFiles files, Path to, Watch watch) {
            throw new AssertionError();
        }
    }

    private final SeededKeys keys = new SeededKeys();
    private final Scripted sealing = new Scripted();
    private final FirstGenesis.Beginning beginning = new FirstGenesis.Beginning(500, SectorSize.KIB_2, sealing);
    private Path file;
    private Path sectors;

    @Before
    public void find() {
        file = folder.getRoot().toPath().resolve("chain/genesis.json");
        sectors = folder.getRoot().toPath().resolve("sectors");
    }

    private GenesisFile at(Vault vault, boolean alone) throws IOException {
        return FirstGenesis.at(file, sectors, vault, keys, beginning, alone);
    }

    @Test
    public void sealsASectorAndWritesTheFileThatNamesIt() throws IOException {
        Instant before = Instant.now().minusSeconds(1);
        GenesisFile genesis = at(new MemoryVaults().open("chain"), true);
        assertThat(genesis).isEqualTo(GenesisFile.parse(Files.readAllBytes(file)));
        assertThat(genesis.genesis().timestamp()).isAfter(before);
        Genesis.Miner miner = genesis.genesis().miners().get(0);
        assertThat(miner.type().sectorSize()).isEqualTo(2048);
        assertThat(keys.list()).contains(miner.worker());
        assertThat(miner.sealed()).hasSize(1);
        SectorFiles sector = FirstSectors.files(sectors, Address.id(101), 0);
        assertThat(sector.sealed()).isEqualTo(sectors.resolve("f0101/0/sealed")).hasSize(2048);
        assertThat(sector.unsealed()).doesNotExist();
        assertThat(sealing.sealed).isEqualTo(1);
    }

    @Test
    public void sealsAgainWhatAFirstStartDoesNotFindAndNothingLater() throws IOException {
        GenesisFile genesis = at(new MemoryVaults().open("chain"), true);
        // Another node with the same key: its files did not come along.
        sectors = folder.getRoot().toPath().resolve("elsewhere");
        Vault vault = new MemoryVaults().open("chain");
        assertThat(at(vault, false)).isEqualTo(genesis);
        assertThat(sealing.sealed).isEqualTo(2);
        assertThat(FirstSectors.files(sectors, Address.id(101), 0).sealed()).hasSize(2048);
        Files.delete(FirstSectors.files(sectors, Address.id(101), 0).sealed());
        assertThat(at(vault, false)).isEqualTo(genesis);
        assertThat(sealing.sealed).as("it may have ended").isEqualTo(2);
    }

    @Test
    public void sealsNothingOfOthersAndOfNetworksThatProveNothing() throws IOException {
        Files.createDirectories(file.getParent());
        GenesisFile others = at(new MemoryVaults().open("chain"), true);
        assertThat(sealing.sealed).isEqualTo(1);
        SeededKeys strangers = new SeededKeys();
        FirstGenesis.at(
                file,
                folder.getRoot().toPath().resolve("x"),
                new MemoryVaults().open("c"),
                strangers,
                beginning,
                false);
        assertThat(sealing.sealed).isEqualTo(1);
        Files.write(
                file,
                GenesisFile.unproven(
                                "old",
                                Instant.parse("2026-01-01T00:00:00Z"),
                                1000,
                                List.of(others.genesis().miners().get(0).worker()),
                                others.beaconSeed())
                        .toJson());
        assertThat(at(new MemoryVaults().open("d"), false)
                        .genesis()
                        .miners()
                        .get(0)
                        .type()
                        .none())
                .isTrue();
        assertThat(sealing.sealed).isEqualTo(1);
        Files.delete(file);
        assertThatThrownBy(() -> at(new MemoryVaults().open("e"), false))
                .hasMessageContaining("there is no genesis file");
    }
}
