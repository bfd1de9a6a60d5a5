package io.fondaco.console.tool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.Actors;
import io.fondaco.chain.actors.Builtin;
import io.fondaco.chain.actors.FirstSectors;
import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateCache;
import io.fondaco.chain.actors.StateTree;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.stacked.Kernels;
import io.fondaco.proof.stacked.Lanes;
import io.fondaco.proof.stacked.StackedProver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class GenesisToolTest {
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Rule
    public final TemporaryFolder parents = new TemporaryFolder();

    private GenesisTool tool;

    @Before
    public void prover() throws IOException {
        StackedProver prover = new StackedProver(
                Kernels.of(new JavaBackend()).orElseThrow(), parents.newFolder().toPath(), Lanes.one());
        tool = new GenesisTool(
                Clock.fixed(Instant.parse("2026-01-01T00:00:00.7Z"), ZoneOffset.UTC), new SecureRandom(), prover);
    }

    @Test
    public void makesANetworkAndAKeyForEachOfItsNodes() throws IOException {
        Path out = temporary.getRoot().toPath().resolve("new/net");
        Map<String, Object> answer =
                run(out, "nodes", "3", "network", "three", "epoch-millis", "250", "start-in", "30");
        assertThat(answer)
                .containsEntry("genesis", out.resolve("genesis.json").toString())
                .containsEntry("begins", "2026-01-01T00:00:30Z");
        GenesisFile file = GenesisFile.parse(Files.readAllBytes(out.resolve("genesis.json")));
        assertThat(file.genesis().networkName()).isEqualTo("three");
        assertThat(file.genesis().policy().rounds().epochMillis()).isEqualTo(250);
        assertThat(file.beaconSeed()).hasSize(32);
        StateTree tree = StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(8));
        file.genesis().build(tree);
        List<?> nodes = (List<?>) answer.get("nodes");
        assertThat(nodes).hasSize(3);
        for (int i = 1; i <= 3; i++) {
            Map<?, ?> node = (Map<?, ?>) nodes.get(i - 1);
            Path key = out.resolve("node-" + i + ".key");
            assertThat(node.get("key")).isEqualTo(key.toString());
            assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            KeyPair pair = KeyPair.of(PrivateKey.fromLotus(Files.readString(key)));
            assertThat(pair.privateKey().type()).isEqualTo(KeyType.BLS);
            assertThat(node.get("address")).isEqualTo(pair.address().toString());
            MinerView miner = MinerView.of(tree, Address.parse((String) node.get("miner")), Policy.DEVNET)
                    .orElseThrow();
            assertThat(miner.workerKey()).isEqualTo(pair.address());
            // As zeros are sealed for that miner, whoever seals them.
            SectorFiles sector = FirstSectors.files(Path.of((String) node.get("sectors")), miner.id(), 0);
            assertThat(Path.of((String) node.get("sectors"))).isEqualTo(out.resolve("node-" + i + "-sectors"));
            assertThat(sector.sealed()).hasSize(2048);
            assertThat(sector.cache().aux()).hasSize(64);
            assertThat(sector.unsealed()).doesNotExist();
            assertThat(miner.sector(0).orElseThrow().sealedCid())
                    .isEqualTo(file.genesis().miners().get(i - 1).sealed().get(0));
            assertThat(miner.power().raw()).isEqualTo(2048);
        }
    }

    @Test
    public void sectorsOfAMinerAreTheSameOnEveryNetwork() throws IOException {
        Path one = temporary.getRoot().toPath().resolve("one");
        Path two = temporary.getRoot().toPath().resolve("two");
        run(one);
        run(two);
        assertThat(GenesisFile.parse(Files.readAllBytes(one.resolve("genesis.json")))
                        .genesis()
                        .miners()
                        .get(0)
                        .sealed())
                .isEqualTo(GenesisFile.parse(Files.readAllBytes(two.resolve("genesis.json")))
                        .genesis()
                        .miners()
                        .get(0)
                        .sealed())
                .hasSize(1);
    }

    @Test
    public void aNetworkMayBeMadeWhoseSectorsProveNothing() throws IOException {
        Path out = temporary.getRoot().toPath().resolve("none");
        Map<String, Object> answer = run(out, "proofs", "none");
        assertThat(answer).containsEntry("proofs", "none");
        GenesisFile file = GenesisFile.parse(Files.readAllBytes(out.resolve("genesis.json")));
        assertThat(file.genesis().policy().sealing()).isEqualTo(Policy.DEVNET_UNPROVEN.sealing());
        assertThat(out.resolve("node-1-sectors")).doesNotExist();
    }

    @Test
    public void twoNetworksHaveNothingInCommon() throws IOException {
        Path one = temporary.getRoot().toPath().resolve("one");
        Path two = temporary.getRoot().toPath().resolve("two");
        run(one);
        run(two);
        assertThat(GenesisFile.parse(Files.readAllBytes(one.resolve("genesis.json")))
                        .beaconSeed())
                .isNotEqualTo(GenesisFile.parse(Files.readAllBytes(two.resolve("genesis.json")))
                        .beaconSeed());
        assertThat(Files.readString(one.resolve("node-1.key")))
                .isNotEqualTo(Files.readString(two.resolve("node-1.key")));
    }

    @Test
    public void writesNothingOverWhatIsThere() throws IOException {
        Path out = temporary.getRoot().toPath();
        Path key = Files.writeString(out.resolve("node-2.key"), "money");
        assertThatThrownBy(() -> run(out, "nodes", "2"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(key + " is there already: name another folder");
        assertThat(key).hasContent("money");
        assertThat(temporary.getRoot().list()).containsExactly("node-2.key");
    }

    @Test
    public void refusesWhatNoNetworkCanHave() {
        Path out = temporary.getRoot().toPath();
        for (String[] wrong : List.of(
                new String[] {"nodes", "0"},
                new String[] {"nodes", "17"},
                new String[] {"nodes", "three"},
                new String[] {"epoch-millis", "19"},
                new String[] {"sector-size", "32GiB"},
                new String[] {"proofs", "groth16"},
                new String[] {"start-in", "-1"},
                new String[] {"start-in", "86401"},
                new String[] {"network", "My net"})) {
            assertThatThrownBy(() -> run(out, wrong))
                    .as(String.join(" ", wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> tool.apply(Map.of("nodes", "1"), read -> {})).hasMessage("'out' is missing");
        assertThat(temporary.getRoot().list()).isEmpty();
    }

    @Test
    public void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = temporary.newFile().toPath();
        assertThatThrownBy(() -> run(file.resolve("net")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Nothing was written into " + file.resolve("net"));
    }

    private Map<String, Object> run(Path out, String... options) {
        Map<String, String> arguments = new HashMap<>();
        arguments.put("out", out.toString());
        arguments.put("sector-size", "2KiB");
        for (int i = 0; i < options.length; i += 2) {
            arguments.put(options[i], options[i + 1]);
        }
        return tool.apply(arguments, read -> {});
    }
}
