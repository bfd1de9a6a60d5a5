package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoUnit;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Deals on a real unit with a real runtime: a few periods, shown or missed as it is told. */
public final class DealForReceipts implements AutoCloseable {
    public static final int REWARD = 1003;
    public static final int COLLATERAL = 500;
    public static final int SLASH = 70;
    private static final int LEAVES = 5;
    private static final int CHUNK = 64;
    private static final long EVERY = 60_000;

    private final HandCrankedTime time = new HandCrankedTime();
    private final UnitForTests unit;
    private final Account bank;
    private final Account client;
    private final Account provider;
    private final String token;
    private final String module;
    private final ChunkTree tree;
    private final byte[][] chunks = new byte[LEAVES][CHUNK];

    public DealForReceipts(Path folder) throws IOException {
        unit = new UnitForTests(folder, time);
        bank = new Account(unit.unit(), signer(2));
        client = new Account(unit.unit(), signer(3));
        provider = new Account(unit.unit(), signer(4));
        token = get(bank.spawn(install(Programs.TOKEN.code()), List.of(new Tag("Supply", "1000000"))));
        module = install(Programs.DEAL.code());
        fund(client);
        fund(provider);
        Random random = new Random(1);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int i = 0; i < LEAVES; i++) {
            random.nextBytes(chunks[i]);
            hashes.writeBytes(ChunkTree.leaf(Kind.SEPARATED, i, chunks[i]));
        }
        tree = ChunkTree.of(Kind.SEPARATED, hashes.toByteArray());
    }

    /** An Ed25519 key that is the same each time; 1 is the unit's own. */
    public static Signer signer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Signer.ed25519(bytes);
    }

    public static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public AoUnit unit() {
        return unit.unit();
    }

    public String client() {
        return client.address();
    }

    public String provider() {
        return provider.address();
    }

    public String token() {
        return token;
    }

    public static DataItem module(byte[] code, Tag... tags) {
        return DataItem.builder()
                .tag("Data-Protocol", "ao")
                .tag("Type", "Module")
                .tags(tags.length > 0 ? Arrays.asList(tags) : List.of(new Tag("Module-Format", Programs.FORMAT)))
                .data(code)
                .sign(signer(9));
    }

    public String install(byte[] code, Tag... tags) {
        return get(unit().install(module(code, tags)));
    }

    private void fund(Account whom) {
        settle(get(bank.pay(token, whom.address(), BigInteger.valueOf(10_000))));
    }

    private void settle(Account.Answered answered) {
        get(unit().settled(answered.result().process(), answered.message()));
    }

    /** Writes to a deal; complete once that was evaluated, with all it led to. */
    public void send(String deal, Signer whom, Tag... tags) {
        settle(get(new Account(unit(), whom).send(deal, tags)));
    }

    public JsonNode state(String deal) {
        return get(client.look(deal, new Tag("Action", "GetState")));
    }

    public String deal(int seed, int periods, boolean... shown) throws IOException {
        return deal(module, List.of(), seed, periods, shown);
    }

    /** A deal that is active, and has had some periods. @param more tags of its process, which may break it */
    public String deal(String runs, List<Tag> more, int seed, int periods, boolean... shown) throws IOException {
        SecretChain stirs = new SecretChain(new byte[] {(byte) seed, 1}, periods);
        DealTerms terms = terms(periods, stirs);
        SecretChain secrets = new SecretChain(new byte[] {(byte) seed, 2}, terms.secrets());
        List<Tag> tags = new ArrayList<>(terms.tags());
        tags.addAll(more);
        String deal = get(client.spawn(runs, tags));
        settle(get(client.pay(token, deal, terms.reward())));
        settle(get(provider.send(
                deal,
                new Tag("Action", "Accept"),
                new Tag("Commitment", HexFormat.of().formatHex(secrets.commitment())))));
        settle(get(provider.pay(token, deal, terms.collateral())));
        for (int period = 0; period < shown.length; period++) {
            time.turn(Duration.ofMillis(EVERY));
            settle(get(client.send(
                    deal,
                    new Tag("Action", "Tick"),
                    new Tag("Stir", HexFormat.of().formatHex(stirs.secret(period))))));
            if (shown[period]) {
                show(deal, period, terms, secrets);
            }
        }
        return deal;
    }

    private void show(String deal, int period, DealTerms terms, SecretChain secrets) throws IOException {
        settle(get(provider.send(deal, new Tag("Action", "Tick"))));
        JsonNode open = state(deal).path("Open");
        long[] leaves = new Challenge(
                        deal,
                        period,
                        open.path("Chain").asText(),
                        open.path("Stir").asText())
                .leaves(secrets.secret(period), terms);
        settle(get(provider.send(
                deal,
                Answer.of(tree, index -> chunks[(int) index], leaves),
                new Tag("Action", "Prove"),
                new Tag("Period", Integer.toString(period)),
                new Tag("Secret", HexFormat.of().formatHex(secrets.secret(period))))));
    }

    private DealTerms terms(int periods, SecretChain stirs) {
        return new DealTerms(
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
                periods,
                EVERY,
                EVERY / 2,
                2,
                BigInteger.valueOf(SLASH),
                3,
                0,
                time.now().toEpochMilli() + EVERY,
                HexFormat.of().formatHex(stirs.commitment()));
    }

    @Override
    public void close() {
        unit.close();
    }
}
