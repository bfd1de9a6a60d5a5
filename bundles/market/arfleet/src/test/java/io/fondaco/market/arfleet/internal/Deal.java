package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Stage.CLIENT;
import static io.fondaco.market.arfleet.internal.Stage.PROVIDER;
import static io.fondaco.market.arfleet.internal.Stage.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A deal on a stage, over chunks of a seed, with a token whose whole supply the three of them have. */
final class Deal {
    static final long EVERY = 60_000;
    static final long RESPONSE = 20_000;
    static final int REWARD = 1003;
    static final int COLLATERAL = 500;
    static final int SLASH = 70;

    final BigInteger unit;
    final Stage stage = new Stage();
    final String token;
    final String id;
    final DealTerms terms;
    final ChunkTree tree;
    final byte[][] chunks;
    final SecretChain secrets;
    final SecretChain stirs;
    long activated;

    Deal(Kind kind, int leaves, int periods) {
        this(kind, leaves, periods, 3);
    }

    Deal(Kind kind, int leaves, int periods, int draws) {
        this(kind, leaves, periods, draws, BigInteger.ONE);
    }

    /** @param unit what all amounts are multiples of */
    Deal(Kind kind, int leaves, int periods, int draws, BigInteger unit) {
        this.unit = unit;
        token = stage.spawn(
                Programs.TOKEN, STRANGER, Stage.tags("Supply", units(1_000_000).toString()));
        fund(CLIENT, units(10_000).toString());
        fund(PROVIDER, units(10_000).toString());
        chunks = new byte[leaves][128];
        Random random = new Random(leaves);
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int i = 0; i < leaves; i++) {
            random.nextBytes(chunks[i]);
            hashes.writeBytes(ChunkTree.leaf(kind, i, chunks[i]));
        }
        tree = ChunkTree.of(kind, hashes.toByteArray());
        stirs = new SecretChain(new byte[] {1}, 1000);
        terms = new DealTerms(
                CLIENT,
                PROVIDER,
                token,
                HexFormat.of().formatHex(tree.root()),
                kind,
                leaves,
                128,
                128,
                "00".repeat(32),
                units(REWARD),
                units(COLLATERAL),
                periods,
                EVERY,
                RESPONSE,
                kind == Kind.ARFLEET ? 1 : draws,
                units(SLASH),
                3,
                100_000,
                stage.now + 600_000,
                HexFormat.of().formatHex(stirs.commitment()));
        secrets = new SecretChain(new byte[] {2}, terms.secrets());
        id = stage.spawn(Programs.DEAL, CLIENT, terms.tags());
        assertThat(DealTerms.of(terms.tags())).isEqualTo(terms);
    }

    BigInteger units(long amount) {
        return unit.multiply(BigInteger.valueOf(amount));
    }

    private void fund(String whom, String amount) {
        stage.send(STRANGER, token, "Action", "Transfer", "Recipient", whom, "Quantity", amount, "Cast", "true");
    }

    void pay(String from, int amount, String... more) {
        String[] tags = new String[6 + more.length];
        System.arraycopy(
                new String[] {
                    "Action",
                    "Transfer",
                    "Recipient",
                    id,
                    "Quantity",
                    units(amount).toString()
                },
                0,
                tags,
                0,
                6);
        System.arraycopy(more, 0, tags, 6, more.length);
        stage.send(from, token, tags);
    }

    void accept() {
        stage.send(
                PROVIDER, id, "Action", "Accept", "Commitment", HexFormat.of().formatHex(secrets.commitment()));
    }

    Deal activate() {
        pay(CLIENT, REWARD);
        accept();
        pay(PROVIDER, COLLATERAL);
        assertThat(status()).isEqualTo("Activated");
        activated = stage.now;
        return this;
    }

    JsonNode state() {
        JsonNode state = stage.ask(id, "Action", "GetState");
        assertThat(state.path("Kept").asText())
                .as("every unit is somebody's")
                .isEqualTo(state.path("Received").asText());
        return state;
    }

    String status() {
        return state().path("Status").asText();
    }

    long owed(String whom) {
        return state().path("Owed").path(whom).asLong();
    }

    /** When a period begins. */
    long begins(long period) {
        return activated + (period + 1) * EVERY;
    }

    void tick(String from) {
        stage.send(from, id, "Action", "Tick");
    }

    Challenge challenge(long period) {
        JsonNode open = state().path("Open");
        String chain = open.path("Chain").asText();
        return new Challenge(
                id,
                period,
                chain.isEmpty() ? stage.nextChain(id) : chain,
                open.path("Stir").asText());
    }

    byte[] answer(long period) {
        try {
            return Answer.of(
                    tree, index -> chunks[(int) index], challenge(period).leaves(secrets.secret(period), terms));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String secret(long period) {
        return HexFormat.of().formatHex(secrets.secret(period));
    }

    /** What the deal says to an answer. */
    String prove(long period, byte[] answer) {
        stage.send(PROVIDER, id, answer, "Action", "Prove", "Period", Long.toString(period), "Secret", secret(period));
        return stage.last(PROVIDER, "Action");
    }

    /** Turns the clock to the period and shows what is asked for. */
    String show(long period) {
        stage.now = Math.max(stage.now, begins(period));
        tick(PROVIDER);
        return prove(period, answer(period));
    }

    /** What ArFleet's own providers ask for: the path to a leaf, a digit for each turn. */
    String classicChallenge() {
        stage.send(PROVIDER, id, "Action", "GetChallenge");
        List<Outcome.Sent> mail = stage.mail.get(PROVIDER);
        return new String(mail.get(mail.size() - 1).data(), StandardCharsets.US_ASCII);
    }

    long balance(String whom) {
        return stage.balance(token, whom).longValueExact();
    }

    /** All that the three have and the deal holds. */
    long all() {
        long sum = 0;
        for (String whom : List.of(CLIENT, PROVIDER, STRANGER, id)) {
            sum += balance(whom);
        }
        return sum;
    }
}
