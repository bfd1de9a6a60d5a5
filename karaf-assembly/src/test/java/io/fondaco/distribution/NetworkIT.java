package io.fondaco.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Three nodes, each a process, started as the README says: one chain between them, and a deal over two of them. */
public class NetworkIT {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder(new File(System.getProperty("java.io.tmpdir")));

    private final Fondaco fondaco = new Fondaco();
    private final List<Path> nodes = new ArrayList<>();

    @After
    public void leaveNoNodeBehind() throws IOException {
        for (Path node : nodes) {
            Fondaco.kill(node);
        }
    }

    private JsonNode run(int node, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", nodes.get(node).toString(), "--json"));
        Fondaco.Run run = fondaco.run(all.toArray(new String[0]));
        assertThat(run.exit()).as(all + run.err()).isZero();
        return run.json();
    }

    private JsonNode head(int node) throws Exception {
        return run(node, "run", "chain:head");
    }

    /** The tipset at an epoch, as a node has it. */
    private JsonNode key(int node, long epoch) throws Exception {
        return run(node, "run", "chain:show " + epoch).path("key");
    }

    private void layDown(Path network, int number, String peer) throws IOException {
        Path node = temporary.getRoot().toPath().resolve("n" + number);
        QuickSettings.layDown(fondaco.home(), node);
        Files.createDirectories(node.resolve("chain"));
        Files.copy(network.resolve("genesis.json"), node.resolve("chain/genesis.json"));
        Files.move(network.resolve("node-" + number + ".key"), node.resolve("chain/node.key"));
        Files.move(network.resolve("node-" + number + "-sectors"), node.resolve("sectors"));
        Path settings = node.resolve("etc/io.fondaco.chain.node.cfg");
        Files.writeString(settings, Files.readString(settings).replaceAll("(?m)^peers *=.*$", "peers = " + peer));
        nodes.add(node);
    }

    @Test
    public void threeProcessesAgreeOnOneChainAndADealOverTwoOfThemIsActive() throws Exception {
        Path network = temporary.getRoot().toPath().resolve("net");
        Fondaco.Run made = fondaco.run(
                "tool",
                "genesis",
                "--nodes",
                "3",
                "--epoch-millis",
                "1000",
                "--start-in",
                "0",
                "--out",
                network.toString());
        assertThat(made.exit()).as(made.err()).isZero();
        layDown(network, 1, "");
        run(0, "start");
        String address = head(0).path("blocks").path("addresses").path(0).asText();
        layDown(network, 2, address);
        layDown(network, 3, address);
        run(1, "start");
        run(2, "start");
        assertThat(nodes).allMatch(node -> !Files.exists(node.resolve("chain/node.key")));

        long settled = head(0).path("epoch").asLong();
        // Ten epochs later nobody changes that any more.
        run(2, "run", "chain:follow --count 10 --timeout 60");
        assertThat(key(1, settled)).isEqualTo(key(0, settled)).isNotEmpty();
        assertThat(key(2, settled)).isEqualTo(key(0, settled));
        for (int node = 0; node < 3; node++) {
            assertThat(run(node, "run", "chain:audit").path("ok").asBoolean()).isTrue();
        }
        deal();
    }

    /** Everybody of a node is in; start waits for them some time, also when the node runs already. */
    private void everybodyIsIn(int node) throws Exception {
        for (int i = 0; i < 6 && !run(node, "start").path("ready").asBoolean(); i++) {
            assertThat(head(node).path("epoch").asLong()).isPositive();
        }
    }

    /** Alice of the first node with bob of the second. */
    private void deal() throws Exception {
        everybodyIsIn(0);
        everybodyIsIn(1);
        JsonNode bob = party(1, "bob");
        String where = bob.path("listen").path(0).asText() + "/p2p/"
                + bob.path("peerId").asText();
        run(0, "run", "net:connect --party alice " + where);
        byte[] bytes = new byte[1_000_000];
        new Random(7).nextBytes(bytes);
        Path file = Files.write(temporary.getRoot().toPath().resolve("file.bin"), bytes);
        JsonNode stored = run(
                0,
                "store",
                file.toString(),
                "--provider",
                bob.path("miner").asText(),
                "--duration",
                "240",
                "--price",
                "1 milliFIL",
                "--wait");
        String id = stored.path("deals").path(0).path("id").asText();
        String theirs = id.substring(0, id.indexOf('@')) + "@bob";
        new HouseApi(nodes.get(1)).awaitState(theirs, "Active");
        if (!Boolean.getBoolean("fondaco.long")) {
            // The rest takes a minute and a half, and is shown with a clock turned by hand in testing.devnet.
            return;
        }
        JsonNode seen = run(0, "run", "--timeout", "200", "deal:watch " + id);
        assertThat(seen.path(seen.size() - 1).path("to").asText()).isEqualTo("Expired");
        // 240 epochs of 0.001 FIL went from alice to bob's miner, whose collateral is free again.
        JsonNode escrow = party(1, "bob").path("escrow");
        assertThat(escrow.path("locked").asText()).isEqualTo("0 FIL");
        JsonNode client = party(0, "alice").path("escrow");
        assertThat(client.path("total").asText()).isEqualTo("0 FIL");
        assertThat(run(2, "run", "chain:audit").path("ok").asBoolean()).isTrue();
    }

    private JsonNode party(int node, String name) throws Exception {
        for (JsonNode party : new HouseApi(nodes.get(node)).get("/parties").path("parties")) {
            if (party.path("name").asText().equals(name)) {
                return party;
            }
        }
        throw new AssertionError("no party " + name);
    }
}
