package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

/** Nodes that begin with the same file begin with the same block. */
public class GenesisFileTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] SEED = "a seed for tests only".getBytes(StandardCharsets.US_ASCII);

    private static String golden() {
        try (InputStream in = GenesisFileTest.class.getResourceAsStream("genesis.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static GenesisFile parse(String json) {
        return GenesisFile.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Address bls(int number) {
        byte[] key = new byte[48];
        Arrays.fill(key, (byte) number);
        return Address.bls(key);
    }

    private static StateTree build(GenesisFile file) {
        StateTree tree = StateTree.empty(new MemoryBlocks(), new Actors(Builtin.actors()), new StateCache(8));
        file.genesis().build(tree);
        return tree;
    }

    @Test
    public void aFileAlwaysGivesTheSameState() {
        GenesisFile file = parse(golden());
        Policy policy = file.genesis().policy();
        assertThat(policy.rounds()).isEqualTo(new Policy.Rounds(500, 100, 5, 30));
        assertThat(policy.deals().minDuration()).isEqualTo(120);
        assertThat(policy.rewards().perEpoch()).isEqualTo(TokenAmount.fil("20"));
        StateTree tree = build(file);
        assertThat(Audit.of(tree, policy, Epoch.of(0), Builtin.invariants()).violations())
                .isEmpty();
        assertThat(tree.flush()).isEqualTo(Cid.parse("bafy2bzaceaxxrtw3476lebniroeg4ptbx7vkzxpshlaxgl3plalcwxota3ixu"));
    }

    @Test
    public void writesWhatItReads() {
        assertThat(new String(parse(golden()).toJson(), StandardCharsets.UTF_8)).isEqualTo(golden());
        GenesisFile devnet = GenesisFile.unproven("devnet", AT, 1000, List.of(bls(1), bls(2)), SEED);
        assertThat(GenesisFile.parse(devnet.toJson())).isEqualTo(devnet).hasSameHashCodeAs(devnet);
        assertThat(GenesisFile.parse(devnet.toJson()))
                .isNotEqualTo(GenesisFile.unproven("devnet", AT, 1000, List.of(bls(1), bls(3)), SEED))
                .isNotEqualTo(GenesisFile.unproven(
                        "devnet", AT, 1000, List.of(bls(1), bls(2)), golden().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    public void theUsualDevnetGivesEachProducerMoneyAndPower() {
        GenesisFile file = GenesisFile.unproven("three", AT, 2000, List.of(bls(1), bls(2), bls(3)), SEED);
        assertThat(file.genesis().policy().rounds()).isEqualTo(new Policy.Rounds(2000, 400, 5, 30));
        assertThat(file.beaconSeed()).isEqualTo(SEED);
        StateTree tree = build(file);
        for (long miner = 103; miner < 106; miner++) {
            assertThat(tree.actor(Address.id(miner)).orElseThrow().is(ActorCode.STORAGE_MINER))
                    .isTrue();
        }
        assertThat(tree.actor(bls(3))
                        .orElseThrow()
                        .balance()
                        .plus(tree.actor(Address.id(105)).orElseThrow().balance()))
                .isEqualTo(TokenAmount.fil("100000000"));
        assertThatThrownBy(() -> GenesisFile.unproven("x", AT, 1000, List.of(bls(1)), new byte[15]))
                .isInstanceOf(GenesisFileException.class)
                .hasMessageContaining("16 to 1024 bytes is expected, not 15");
        assertThatThrownBy(() -> GenesisFile.unproven("x", AT, 1000, Collections.nCopies(2, bls(1)), SEED))
                .isInstanceOf(GenesisFileException.class)
                .hasMessageContaining("named twice");
        List<Address> many = new ArrayList<>();
        for (int i = 1; i <= 21; i++) {
            many.add(bls(i));
        }
        assertThatThrownBy(() -> GenesisFile.unproven("x", AT, 1000, many, SEED))
                .isInstanceOf(GenesisFileException.class)
                .hasMessageContaining("accounts are given 2100000000 FIL of 2000000000 FIL");
    }

    @Test
    public void saysWhereAFileIsWrongAndWhatIsExpected() {
        refuses("\"network\": \"golden\"", "\"network\": \"Golden one\"", "$.network", "small letters, digits");
        refuses("\"network\": \"golden\",", "", "$.network", "missing");
        refuses("2026-01-01T00:00:00Z", "2026-01-01", "$.timestamp", "2026-01-01T00:00:00Z");
        refuses("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "$.timestamp", "whole seconds");
        refuses("2026-01-01T00:00:00Z", "1969-01-01T00:00:00Z", "$.timestamp", "since 1970");
        refuses("\"devnet\"", "\"testnet\"", "$.policy.profile", "\"devnet\" or \"mainnet\" is expected");
        refuses("\"devnet\"", "\"mainnet\"", "$.policy", "30-second epochs");
        refuses("\"epochMillis\": 500", "\"epochMillis\": \"500\"", "$.policy.epochMillis", "a whole number");
        refuses("\"epochMillis\": 500", "\"epochMillis\": 0.5", "$.policy.epochMillis", "a whole number");
        refuses("\"epochMillis\": 500", "\"epochMillis\": -1", "$.policy.epochMillis", "from 0");
        refuses("\"epochMillis\": 500", "\"epochMillis\": 100", "$.policy", "blocks take 100 ms to arrive");
        refuses("\"epochMillis\": 500", "\"epochMilis\": 500", "$.policy.epochMilis", "known are profile, epochMillis");
        refuses("\"20 FIL\"", "20", "$.policy.rewardPerEpoch", "an amount such as \"36 FIL\" is expected, not 20");
        refuses("\"rewardPerEpoch\": \"20 FIL\"", "\"winners\": 3000000000", "$.policy.winners", "2147483647");
        refuses("6120736565", "zz20736565", "$.beaconSeed", "hexadecimal");
        refuses("6120736565642066", "", "$.beaconSeed", "is expected");
        refuses("\"1000 FIL\"", "\"-1 FIL\"", "$.accounts[1].balance", "less than nothing");
        refuses("\"1000 FIL\"", "\"1000 EUR\"", "$.accounts[1].balance", "an amount such as");
        refuses("\"1000 FIL\"", "\"3000000000 FIL\"", "$", "accounts are given");
        refuses("\"miners\": [", "\"miners\": {}, \"more\": [", "$.more", "no such field");
        refuses("\"sectors\": 4", "\"sectors\": 100001", "$.miners[0].sectors", "from 0 to 100000");
        refuses("\"sectorSize\": 2048", "\"sectorSize\": 1024", "$.miners[0].sectorSize", "2048, 8388608");
        refuses("\"sectorSize\": 2048", "\"sectorSize\": 68719476736", "$", "takes no unproven sectors");
        refuses("\"peer\": \"\"", "\"peer\": \"nobody\"", "$.miners[0].peer", "a peer id such as");
        refuses("100000 FIL", "0 FIL", "$", "the pledge of 4 sectors is");
    }

    @Test
    public void refusesAddressesThatAreNoKeys() {
        String worker = "\"worker\": \"" + bls(7) + "\"";
        refuses(worker, "\"worker\": \"" + World.key("alice").address() + "\"", "$.miners[0].worker", "BLS");
        refuses(worker, "\"worker\": \"f0100\"", "$.miners[0].worker", "f3...");
        refuses(worker, "\"worker\": null", "$.miners[0].worker", "not null");
        String owner = "\"owner\": \"" + bls(7) + "\"";
        refuses(owner, "\"owner\": \"f05\"", "$.miners[0].owner", "a key's address (f1... or f3...)");
        refuses(owner, "\"owner\": \"f1zzz\"", "$.miners[0].owner", "a key's address (f1... or f3...)");
    }

    @Test
    public void refusesWhatIsNotOneObject() {
        for (String text : List.of("", "null", "[]", "{} {}", "{\"network\": \"a\", \"network\": \"b\"}", "{\"a\"")) {
            GenesisFileException wrong = catchThrowableOfType(GenesisFileException.class, () -> parse(text));
            assertThat(wrong).as(text).isNotNull();
            assertThat(wrong.path()).as(text).isEqualTo("$");
        }
    }

    @Test
    public void doesNotWriteAPolicyThatAFileCannotSay() {
        Genesis genesis = new Genesis(
                "odd", AT, Policy.DEVNET_UNPROVEN.with(new Policy.Proving(480, 10, 48, 2, 4, 60, 3 * 480)), List.of());
        assertThatThrownBy(() -> new GenesisFile(genesis, SEED).toJson())
                .isInstanceOf(GenesisFileException.class)
                .hasMessageContaining("differs from its profile in more");
    }

    private static void refuses(String right, String wrong, String path, String why) {
        assertThat(golden()).contains(right);
        GenesisFileException refused =
                catchThrowableOfType(GenesisFileException.class, () -> parse(golden().replace(right, wrong)));
        assertThat(refused).as(wrong).isNotNull().hasMessageContaining(why);
        assertThat(refused.path()).as(wrong).isEqualTo(path);
    }
}
