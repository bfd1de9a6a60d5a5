package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.memory.MemoryVaults;
import io.fondaco.testing.kit.SeededKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A chain as a file, and states that are given up. */
public class SnapshotTest {
    private static final Policy.Rewards OTHER_REWARDS = new Policy.Rewards(
            Policy.Minting.FLAT,
            TokenAmount.fil("35"),
            Policy.DEVNET_UNPROVEN.rewards().supply(),
            Policy.DEVNET_UNPROVEN.rewards().baseline(),
            Policy.DEVNET_UNPROVEN.rewards().vesting(),
            Policy.DEVNET_UNPROVEN.rewards().step(),
            Policy.DEVNET_UNPROVEN.rewards().quantum());

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static ChainNode stranger(Devnet net) {
        return new ChainNode(
                new ChainNode.Parts(
                        net.genesis(),
                        net.seed(),
                        new MemoryVaults().open("chain"),
                        new SeededKeys(),
                        net.time,
                        Optional.empty(),
                        Runnable::run,
                        Runnable::run),
                new ChainNode.Settings(false, false, Map.of(), 0, 0));
    }

    private Path export(Devnet net, long states) throws IOException {
        Path file = folder.getRoot().toPath().resolve("chain-" + states + ".car");
        assertThat(net.node().exportTo(file, states, blocks -> {})).isEqualTo(Files.size(file));
        return file;
    }

    @Test
    public void aNodeBeginsWithASnapshotAndStandsWhereTheOtherStands() throws Exception {
        try (Devnet net = new Devnet()) {
            net.turn(50);
            Cid sent = net.await(
                            net.node().pool().send(Outgoing.transfer(net.rich(0), net.rich(1), TokenAmount.fil("1"))))
                    .cid();
            net.turn(150);
            Path file = export(net, 60);
            try (ChainNode fresh = stranger(net)) {
                Tipset taken = fresh.importFrom(file, blocks -> {});
                assertThat(taken).isEqualTo(net.node().head());
                assertThat(fresh.head()).isEqualTo(taken);
                assertThat(fresh.tipsetAt(Epoch.of(100))).isEqualTo(net.node().tipsetAt(Epoch.of(100)));
                assertThat(balance(fresh, net)).isEqualTo(balance(net.node(), net));
                // What became of it went with the state of its epoch; where it is is known.
                assertThat(fresh.find(sent)).isEmpty();
                assertThat(fresh.contents(taken.blocks().get(0).cid())).isPresent();
                assertThatThrownBy(() -> fresh.read(fresh.tipsetAt(Epoch.of(20)).key(), view -> 0))
                        .isInstanceOf(StateException.class)
                        .hasMessageContaining("not kept here");
            }
        }
    }

    private static TokenAmount balance(ChainNode node, Devnet net) {
        return node.read(view -> view.tree().actor(net.rich(1)).orElseThrow().balance());
    }

    @Test
    public void aSnapshotOfAnotherNetworkIsRefused() throws Exception {
        try (Devnet net = new Devnet();
                Devnet other = new Devnet(1, Policy.DEVNET_UNPROVEN.with(OTHER_REWARDS))) {
            net.turn(70);
            other.turn(5);
            Path file = export(net, 60);
            assertThatThrownBy(() -> other.node().importFrom(file, blocks -> {}))
                    .isInstanceOf(ChainException.class)
                    .hasMessageContaining("its genesis is not ours");
        }
    }

    @Test
    public void aSnapshotThatWasChangedIsRefusedAndChangesNothing() throws Exception {
        try (Devnet net = new Devnet()) {
            net.turn(80);
            Path file = export(net, 60);
            byte[] bytes = Files.readAllBytes(file);
            int[] places = {40, bytes.length / 3, bytes.length / 2, bytes.length - 10};
            for (int place : places) {
                byte[] changed = bytes.clone();
                changed[place] ^= 1;
                Path bad = folder.newFile().toPath();
                Files.write(bad, changed);
                try (ChainNode fresh = stranger(net)) {
                    assertThatThrownBy(() -> fresh.importFrom(bad, blocks -> {}))
                            .as("a bit at %s of %s", place, bytes.length)
                            .isInstanceOf(ChainException.class);
                    assertThat(fresh.head()).isEqualTo(fresh.genesis());
                }
            }
        }
    }

    @Test
    public void aSnapshotThatIsCutOffIsRefused() throws Exception {
        try (Devnet net = new Devnet()) {
            net.turn(70);
            byte[] bytes = Files.readAllBytes(export(net, 60));
            Path cut = folder.newFile().toPath();
            Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));
            try (ChainNode fresh = stranger(net)) {
                assertThatThrownBy(() -> fresh.importFrom(cut, blocks -> {})).isInstanceOf(ChainException.class);
                assertThat(fresh.head()).isEqualTo(fresh.genesis());
            }
        }
    }

    @Test
    public void anExportNeverWritesOverAFile() throws Exception {
        try (Devnet net = new Devnet()) {
            net.turn(5);
            Path there = folder.newFile().toPath();
            assertThatThrownBy(() -> net.node().exportTo(there, 60, blocks -> {}))
                    .isInstanceOf(IOException.class);
            assertThat(there).exists().isEmptyFile();
        }
    }
}
