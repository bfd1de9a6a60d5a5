package io.fondaco.market.arfleet.internal;

import static io.fondaco.market.arfleet.internal.Town.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.ProviderDoor.Reply;
import io.fondaco.arfleet.ProviderDoor.Request;
import io.fondaco.arfleet.SignedRequest;
import io.fondaco.model.Digests;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import io.fondaco.replica.ReplicaKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A client that says to providers what no client of this house would. */
public class HostileClientTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "0123456789abcdef";
    private static final int LEAVES = 3;
    private static final int BYTES = LEAVES * 8128;
    private static final BigInteger REWARD = BigInteger.valueOf(1_000_000);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] chunks(int seed) {
        byte[] chunks = new byte[LEAVES * ReplicaFiles.CHUNK];
        new Random(seed).nextBytes(chunks);
        return chunks;
    }

    private static byte[] leaves(byte[] chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < LEAVES; i++) {
            all.writeBytes(ChunkTree.leaf(
                    Kind.SEPARATED,
                    i,
                    Arrays.copyOfRange(chunks, i * ReplicaFiles.CHUNK, (i + 1) * ReplicaFiles.CHUNK)));
        }
        return all.toByteArray();
    }

    /** Somebody who has alice's keys and no manners. */
    private static final class Mallory {
        private final Town town;
        private final ItemKeys keys;
        private final Account account;
        private final ReplicaKey key = ReplicaKey.generate(ReplicaKey.STANDARD_BITS, new SecureRandom());

        Mallory(Town town) {
            this.town = town;
            keys = new ItemKeys(town.keys.items("alice"));
            account = new Account(town.unit.unit(), keys);
        }

        Reply say(String provider, String command, Map<String, ?> fields) throws Exception {
            byte[] body = JSON.writeValueAsBytes(fields);
            String path = "/cmd/" + command;
            String signature = SignedRequest.sign(keys, "POST", path, town.address(provider), body, town.time.now());
            return get(town.market
                    .ask(new Request(provider, "POST", path, Optional.of(keys.address()), Optional.of(signature), body))
                    .orElseThrow());
        }

        Reply reserve(String provider) throws Exception {
            return say(provider, "placement", wish(provider));
        }

        Map<String, Object> wish(String provider) {
            Map<String, Object> fields = new HashMap<>();
            fields.put("placement_id", ID);
            fields.put("provider_id", town.address(provider));
            fields.put("size", BYTES);
            fields.put("chunks", LEAVES);
            fields.put("required_reward", REWARD.toString());
            fields.put("required_collateral", "9000");
            fields.put("duration", 5 * Town.EVERY);
            fields.put("every", Town.EVERY);
            fields.put("response", Town.EVERY / 2);
            fields.put("leaves", 10);
            return fields;
        }

        /** A wish with one field changed. */
        String wished(String provider, String field, Object value) throws Exception {
            Map<String, Object> fields = wish(provider);
            fields.put(field, value);
            return text(say(provider, "placement", fields));
        }

        /** A request whose signature is of another one. */
        Reply sent(String method, String path, byte[] body, Optional<String> signature) {
            return get(town.market
                    .ask(new Request("bob", method, path, Optional.of(keys.address()), signature, body))
                    .orElseThrow());
        }

        Optional<String> signature(String path, String provider, byte[] body) {
            return Optional.of(SignedRequest.sign(keys, "POST", path, town.address(provider), body, town.time.now()));
        }

        String deal(String provider, byte[] root, long activateBy) {
            var place = town.market.place().orElseThrow();
            String process = get(account.spawn(
                    place.deals(), terms(provider, root, activateBy).tags()));
            get(account.payOnce("reward " + process, place.token(), process, REWARD));
            return process;
        }

        DealTerms terms(String provider, byte[] root, long activateBy) {
            var place = town.market.place().orElseThrow();
            return new DealTerms(
                    keys.address(),
                    town.address(provider),
                    place.token(),
                    HexFormat.of().formatHex(root),
                    Kind.SEPARATED,
                    LEAVES,
                    ReplicaFiles.CHUNK,
                    ReplicaFiles.CHUNK,
                    HexFormat.of().formatHex(key.open().digest()),
                    REWARD,
                    BigInteger.valueOf(9_000),
                    5,
                    Town.EVERY,
                    Town.EVERY / 2,
                    10,
                    BigInteger.valueOf(1_500),
                    3,
                    0,
                    activateBy,
                    "00".repeat(32));
        }

        Reply accept(String provider, String process, byte[] leaves, boolean sent) throws Exception {
            Map<String, Object> fields = new HashMap<>();
            fields.put("placement_id", ID);
            fields.put(
                    "merkle_root",
                    HexFormat.of()
                            .formatHex(ChunkTree.of(Kind.SEPARATED, leaves).root()));
            fields.put("process_id", process);
            if (sent) {
                List<String> all = new ArrayList<>();
                for (int at = 0; at < leaves.length; at += ChunkTree.HASH) {
                    all.add(HexFormat.of().formatHex(leaves, at, at + ChunkTree.HASH));
                }
                fields.put("chunks", all);
            }
            return say(provider, "accept", fields);
        }

        Reply transfer(String provider, int pos, byte[] chunks) throws Exception {
            Map<String, Object> fields = new HashMap<>();
            fields.put("placement_id", ID);
            fields.put("pos", pos);
            fields.put("chunk_data", Base64.getEncoder().encodeToString(chunks));
            fields.put("hash", HexFormat.of().formatHex(Digests.sha256(chunks)));
            return say(provider, "transfer", fields);
        }

        Reply complete(String provider) throws Exception {
            return say(
                    provider,
                    "complete",
                    Map.of("placement_id", ID, "public_key", key.open().toPem()));
        }

        String status(String process) {
            return get(account.look(process, new Tag("Action", "GetState")))
                    .path("Status")
                    .asText();
        }

        long soon() {
            return town.time.now().toEpochMilli() + 3_600_000;
        }
    }

    private static String text(Reply reply) {
        return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    public void chunksOfAnotherProvidersDealUnderTheSameNameAreRefused() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), "bob", "carol")) {
            town.announced(2);
            Mallory mallory = new Mallory(town);
            byte[] bobs = chunks(1);
            for (String provider : List.of("bob", "carol")) {
                byte[] leaves = leaves(provider.equals("bob") ? bobs : chunks(2));
                assertThat(text(mallory.reserve(provider))).isEqualTo("200 OK");
                String process = mallory.deal(
                        provider, ChunkTree.of(Kind.SEPARATED, leaves).root(), mallory.soon());
                assertThat(text(mallory.accept(provider, process, leaves, true)))
                        .isEqualTo("200 OK");
            }
            assertThat(mallory.transfer("bob", 0, bobs).status()).isEqualTo(200);
            assertThat(text(mallory.transfer("carol", 0, bobs))).startsWith("400 chunk 0 is not the one");
        }
    }

    @Test
    public void aDealThatKeepsItsPlaceForYearsWithoutBeingActiveIsRefused() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), "bob")) {
            town.announced(1);
            Mallory mallory = new Mallory(town);
            byte[] leaves = leaves(chunks(1));
            byte[] root = ChunkTree.of(Kind.SEPARATED, leaves).root();
            mallory.reserve("bob");
            String process = mallory.deal("bob", root, 1L << 50);
            assertThat(text(mallory.accept("bob", process, leaves, true)))
                    .startsWith("400 the deal has to be active by");
            assertThat(text(mallory.accept("bob", mallory.deal("bob", root, mallory.soon()), leaves, true)))
                    .isEqualTo("200 OK");
        }
    }

    @Test
    public void requestsThatAreNotTheirSignersAreRefused() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), "bob", "carol")) {
            town.announced(2);
            Mallory mallory = new Mallory(town);
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            String ping = "/cmd/ping";
            Optional<String> good = mallory.signature(ping, "bob", body);
            assertThat(text(mallory.sent("POST", ping, body, Optional.empty()))).startsWith("401");
            assertThat(text(mallory.sent("POST", ping, body, Optional.of("todo/signature"))))
                    .startsWith("401");
            assertThat(text(mallory.sent("POST", ping, body, mallory.signature(ping, "carol", body))))
                    .startsWith("403");
            assertThat(text(mallory.sent("POST", "/cmd/complete", body, good))).startsWith("403");
            assertThat(text(mallory.sent("POST", ping, "{ }".getBytes(StandardCharsets.UTF_8), good)))
                    .startsWith("403");
            assertThat(text(mallory.sent("GET", ping, body, good))).startsWith("403");
            assertThat(text(mallory.sent("POST", ping, body, good))).isEqualTo("200 pong");
            assertThat(text(mallory.sent("POST", ping, body, good))).startsWith("409 this request has come before");
            Optional<String> old = mallory.signature(ping, "bob", body);
            town.time.turn(Duration.ofMinutes(6));
            assertThat(text(mallory.sent("POST", ping, body, old))).startsWith("403");
        }
    }

    @Test
    public void wishesThatAreNotOnOfferAreRefused() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), 2, "bob", "carol")) {
            town.announced(2);
            Mallory mallory = new Mallory(town);
            for (String id : List.of("", "../../../etc/x", "a/b", "AAAAAAAAAA", "a".repeat(65), "con\u0000trol")) {
                assertThat(mallory.wished("bob", "placement_id", id)).as(id).startsWith("400 placement_id");
            }
            assertThat(mallory.wished("bob", "provider_id", town.address("carol")))
                    .startsWith("400 this is provider");
            assertThat(mallory.wished("bob", "required_reward", "0")).startsWith("400 the price is");
            assertThat(mallory.wished("bob", "required_reward", "-5")).startsWith("400 required_reward");
            assertThat(mallory.wished("bob", "required_reward", 5)).startsWith("400 required_reward");
            assertThat(mallory.wished("bob", "required_collateral", "9".repeat(30)))
                    .startsWith("400 collateral is");
            assertThat(mallory.wished("bob", "size", 0)).startsWith("400");
            assertThat(mallory.wished("bob", "size", -1)).startsWith("400 size");
            assertThat(mallory.wished("bob", "chunks", 4)).startsWith("400 so many bytes");
            assertThat(mallory.wished("bob", "duration", 1)).startsWith("400 deals last");
            assertThat(mallory.wished("bob", "duration", 1L << 60)).startsWith("400 deals last");
            assertThat(mallory.wished("bob", "every", 1)).startsWith("400 leaves are shown every");
            assertThat(mallory.wished("bob", "leaves", 10_000)).startsWith("400 64 leaves");
            assertThat(mallory.wished("bob", "response", 1)).startsWith("400 a response takes");
            Map<String, Object> large = mallory.wish("bob");
            large.put("size", 8128L * 10_000);
            large.put("chunks", 10_000);
            assertThat(text(mallory.say("bob", "placement", large))).startsWith("507");
            assertThat(text(mallory.say("bob", "nosuch", Map.of()))).startsWith("404");
            byte[] nonsense = "[1".getBytes(StandardCharsets.UTF_8);
            assertThat(text(mallory.sent(
                            "POST", "/cmd/ping", nonsense, mallory.signature("/cmd/ping", "bob", nonsense))))
                    .startsWith("400 the body is no JSON");
            // A place each for so many, and the same one again is no other.
            assertThat(mallory.wished("bob", "placement_id", "aaaaaaaaaaaa")).isEqualTo("200 OK");
            assertThat(mallory.wished("bob", "placement_id", "aaaaaaaaaaaa")).isEqualTo("200 OK");
            assertThat(mallory.wished("bob", "placement_id", "bbbbbbbbbbbb")).isEqualTo("200 OK");
            assertThat(mallory.wished("bob", "placement_id", "cccccccccccc")).startsWith("429");
        }
    }

    @Test
    public void dealsThatAreShortOfMoneyOrCouldBeMeddledWithAreRefused() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), "bob")) {
            town.announced(1);
            Mallory mallory = new Mallory(town);
            byte[] leaves = leaves(chunks(1));
            byte[] root = ChunkTree.of(Kind.SEPARATED, leaves).root();
            assertThat(text(mallory.accept("bob", "x".repeat(43), leaves, true)))
                    .startsWith("404 no placement");
            mallory.reserve("bob");
            var place = town.market.place().orElseThrow();
            DealTerms terms = mallory.terms("bob", root, mallory.soon());
            String unpaid = get(mallory.account.spawn(place.deals(), terms.tags()));
            assertThat(text(mallory.accept("bob", unpaid, leaves, true)))
                    .isEqualTo("400 the deal holds 0 of 1000000: fund it first");
            get(mallory.account.payOnce("short", place.token(), unpaid, REWARD.subtract(BigInteger.ONE)));
            assertThat(text(mallory.accept("bob", unpaid, leaves, true))).startsWith("400 the deal holds 999999");
            assertThat(text(mallory.accept("bob", place.token(), leaves, true))).startsWith("400 its program has");
            assertThat(text(mallory.accept("bob", "y".repeat(43), leaves, true)))
                    .startsWith("400 this unit knows");
            // Who is believed in the token's name can say that anything was paid.
            List<Tag> authority = new ArrayList<>(terms.tags());
            authority.add(new Tag("Authority", mallory.keys.address()));
            String forged = get(mallory.account.spawn(place.deals(), authority));
            assertThat(text(mallory.accept("bob", forged, leaves, true))).startsWith("400 it believes");
            // The same program where its owner may send code.
            String open = get(town.unit
                    .unit()
                    .install(io.fondaco.ao.DataItem.builder()
                            .tag("Data-Protocol", "ao")
                            .tag("Variant", "ao.TN.1")
                            .tag("Type", "Module")
                            .tag("Module-Format", "fondaco-aos-lua-5.3")
                            .tag("Input-Encoding", "JSON-1")
                            .tag("Output-Encoding", "JSON-1")
                            .data(Programs.DEAL.code())
                            .sign(mallory.keys)));
            String rewritable = get(mallory.account.spawn(open, terms.tags()));
            assertThat(text(mallory.accept("bob", rewritable, leaves, true))).contains("the program could be changed");
            String process = mallory.deal("bob", root, mallory.soon());
            assertThat(text(mallory.accept("bob", process, leaves(chunks(2)), true)))
                    .startsWith("400 the deal is about root");
            assertThat(text(mallory.transfer("bob", 0, chunks(1)))).startsWith("400");
            assertThat(text(mallory.accept("bob", process, leaves, true))).isEqualTo("200 OK");
        }
    }

    @Test
    public void wrongChunksAndKeysAreRefusedAndTheRightOnesTaken() throws Exception {
        try (Town town = new Town(folder.getRoot().toPath(), "bob")) {
            town.announced(1);
            Mallory mallory = new Mallory(town);
            byte[] chunks = chunks(1);
            byte[] leaves = leaves(chunks);
            mallory.reserve("bob");
            String process =
                    mallory.deal("bob", ChunkTree.of(Kind.SEPARATED, leaves).root(), mallory.soon());
            assertThat(text(mallory.accept("bob", process, leaves, true))).isEqualTo("200 OK");
            assertThat(text(mallory.transfer("bob", 0, chunks(2)))).startsWith("400 chunk 0 is not");
            assertThat(text(mallory.transfer("bob", 1, Arrays.copyOf(chunks, ReplicaFiles.CHUNK))))
                    .startsWith("400 chunk 0 comes next");
            assertThat(text(mallory.transfer("bob", 1, chunks))).startsWith("400 there are 3 chunks");
            assertThat(text(mallory.transfer("bob", 0, new byte[100]))).startsWith("400 chunks have");
            assertThat(text(mallory.transfer("bob", 0, new byte[0]))).startsWith("400 chunks have");
            assertThat(text(mallory.complete("bob"))).startsWith("409 chunk 0 of 3 is missing");
            assertThat(text(mallory.transfer("bob", 0, chunks))).startsWith("200");
            String other = ReplicaKey.generate(ReplicaKey.STANDARD_BITS, new SecureRandom())
                    .open()
                    .toPem();
            assertThat(text(mallory.say("bob", "complete", Map.of("placement_id", ID, "public_key", other))))
                    .startsWith("400 the deal names the key");
            assertThat(text(mallory.say("bob", "complete", Map.of("placement_id", ID, "public_key", "nonsense"))))
                    .startsWith("400 a public key");
            assertThat(text(mallory.complete("bob"))).isEqualTo("200 OK");
            town.until(() -> mallory.status(process).equals("Activated"));
        }
    }
}
