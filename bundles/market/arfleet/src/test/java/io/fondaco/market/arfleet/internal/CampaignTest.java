package io.fondaco.market.arfleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.ao.unit.internal.UnitForTests;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import io.fondaco.testing.kit.HandCrankedTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A client and three providers on a real unit with a real runtime: deals run by the clock, and one provider loses data. */
public class CampaignTest {

    /** 1,000 in the long campaign. */
    private static final int PERIODS = Boolean.getBoolean("fondaco.long") ? 1000 : 40;

    private static final int LEAVES = 200;
    private static final int CHUNK = 256;
    private static final long EVERY = 60_000;
    private static final int REWARD = 100_000;
    private static final int COLLATERAL = 9_000;
    private static final int SUPPLY = 1_000_000_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HandCrankedTime time = new HandCrankedTime();
    private final List<Watching> watching = new ArrayList<>();
    private final List<String> deals = new ArrayList<>();
    private final List<Account> providers = new ArrayList<>();
    private UnitForTests unit;
    private Account bank;
    private Account client;
    private String token;
    private String module;

    @Before
    public void open() throws IOException {
        unit = new UnitForTests(folder.getRoot().toPath(), time);
        bank = account(2);
        client = account(3);
        token = get(bank.spawn(module(Programs.TOKEN), List.of(new Tag("Supply", Integer.toString(SUPPLY)))));
        module = module(Programs.DEAL);
        fund(client, 10 * REWARD);
    }

    @After
    public void close() {
        watching.forEach(Watching::close);
        unit.close();
    }

    private Account account(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return new Account(unit.unit(), Signer.ed25519(bytes));
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String module(Programs program) {
        byte[] seed = {9};
        return get(unit.unit()
                .install(DataItem.builder()
                        .tag("Data-Protocol", "ao")
                        .tag("Type", "Module")
                        .tag("Module-Format", "fondaco-lua-5.3")
                        .tag("Input-Encoding", "JSON-1")
                        .tag("Output-Encoding", "JSON-1")
                        .data(program.code())
                        .sign(Signer.ed25519(java.util.Arrays.copyOf(seed, 32)))));
    }

    private void settle(Account.Answered answered) {
        get(unit.unit().settled(answered.result().process(), answered.message()));
    }

    private void fund(Account whom, int amount) {
        settle(get(bank.pay(token, whom.address(), BigInteger.valueOf(amount))));
    }

    private long balance(String whom) {
        return get(client.look(token, new Tag("Action", "Balance"), new Tag("Recipient", whom)))
                .asLong();
    }

    private JsonNode state(String deal) {
        return get(client.look(deal, new Tag("Action", "GetState")));
    }

    /** A deal over chunks of a seed, running. @param lost every so many chunks are lost after it began; 0 for none */
    private String deal(int seed, int lost) {
        Account provider = account(10 + seed);
        providers.add(provider);
        fund(provider, COLLATERAL);
        byte[][] chunks = new byte[LEAVES][CHUNK];
        Random random = new Random(seed);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int i = 0; i < LEAVES; i++) {
            random.nextBytes(chunks[i]);
            hashes.writeBytes(ChunkTree.leaf(Kind.SEPARATED, i, chunks[i]));
        }
        ChunkTree tree = ChunkTree.of(Kind.SEPARATED, hashes.toByteArray());
        SecretChain stirs = new SecretChain(new byte[] {(byte) seed, 1}, PERIODS + 10);
        DealTerms terms = new DealTerms(
                client.address(),
                provider.address(),
                token,
                HexFormat.of().formatHex(tree.root()),
                Kind.SEPARATED,
                LEAVES,
                CHUNK,
                CHUNK,
                "00".repeat(32),
                BigInteger.valueOf(REWARD),
                BigInteger.valueOf(COLLATERAL),
                PERIODS,
                EVERY,
                EVERY / 2,
                10,
                BigInteger.valueOf(COLLATERAL / 9),
                3,
                0,
                time.now().toEpochMilli() + EVERY,
                HexFormat.of().formatHex(stirs.commitment()));
        SecretChain secrets = new SecretChain(new byte[] {(byte) seed, 2}, terms.secrets());
        String deal = get(client.spawn(module, terms.tags()));
        settle(get(client.pay(token, deal, terms.reward())));
        settle(get(provider.send(
                deal,
                new Tag("Action", "Accept"),
                new Tag("Commitment", HexFormat.of().formatHex(secrets.commitment())))));
        settle(get(provider.pay(token, deal, terms.collateral())));
        assertThat(state(deal).path("Status").asText()).isEqualTo("Activated");
        if (lost > 0) {
            for (int i = 0; i < LEAVES; i += lost) {
                chunks[i] = new byte[CHUNK];
            }
        }
        watching.add(new Prover(provider, time, deal, terms, tree, index -> chunks[(int) index], secrets, s -> {}));
        watching.add(new Warden(client, time, deal, terms, stirs, s -> {}, s -> {}));
        deals.add(deal);
        return deal;
    }

    private void quiet() {
        watching.forEach(each -> get(each.quiet()));
    }

    @Test
    public void whoKeepsEverythingIsPaidAndWhoLosesATwentiethIsCaughtSlashedAndLosesItsCollateralInTime() {
        String first = deal(1, 0);
        String second = deal(2, 0);
        String third = deal(3, 20);
        watching.forEach(Watching::start);
        quiet();
        for (int half = 0; half < 2 * PERIODS + 4; half++) {
            time.turn(Duration.ofMillis(EVERY / 2));
            quiet();
        }
        for (String good : List.of(first, second)) {
            JsonNode state = state(good);
            assertThat(state.path("Status").asText()).as(state.toString()).isEqualTo("Expired");
            assertThat(state.path("Passes").asInt()).isEqualTo(PERIODS);
        }
        JsonNode bad = state(third);
        assertThat(bad.path("Misses").asInt()).as(bad.toString()).isPositive();
        assertThat(bad.path("Slashed").asInt()).isPositive();
        // Ten leaves a time find one in twenty with probability 0.40.
        double expected = 1 - Math.pow(0.95, 10);
        int shown = bad.path("Misses").asInt() + bad.path("Passes").asInt();
        if (bad.path("Status").asText().equals("Expired")) {
            assertThat((double) bad.path("Misses").asInt() / shown).isBetween(expected - 0.25, expected + 0.25);
        } else {
            assertThat(bad.path("Status").asText()).isEqualTo("Forfeited");
            assertThat(bad.path("Collateral").asText()).isEqualTo("0");
        }
        assertThat(balance(providers.get(0).address())).isEqualTo(COLLATERAL + REWARD);
        assertThat(balance(providers.get(1).address())).isEqualTo(COLLATERAL + REWARD);
        assertThat(balance(providers.get(2).address())).isLessThan(COLLATERAL + REWARD);
        long all = balance(bank.address()) + balance(client.address());
        for (Account provider : providers) {
            all += balance(provider.address());
        }
        for (String deal : deals) {
            JsonNode state = state(deal);
            assertThat(state.path("Kept").asText())
                    .isEqualTo(state.path("Received").asText());
            assertThat(balance(deal)).isZero();
        }
        assertThat(all).isEqualTo(SUPPLY);
    }
}
