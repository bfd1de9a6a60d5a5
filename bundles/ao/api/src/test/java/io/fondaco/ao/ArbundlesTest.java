package io.fondaco.ao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.internal.RsaPss;
import io.fondaco.testing.kit.JsProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Items go both ways between this house and arbundles, the library of the network's own tools. */
public class ArbundlesTest {

    private static final Path FOLDER = Path.of("src/test/js");
    private static JsProcess js;

    @BeforeClass
    public static void start() throws IOException {
        assumeTrue(JsProcess.available(FOLDER, "@dha-team/arbundles"));
        js = new JsProcess(FOLDER, "items.mjs", Map.of());
    }

    @AfterClass
    public static void stop() {
        if (js != null) {
            js.close();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(JsonNode answer, String field) {
        return Base64.getDecoder().decode(answer.get(field).asText());
    }

    private static boolean valid(byte[] item) {
        return js.ask("read", Map.of("item", base64(item))).join().get("valid").asBoolean();
    }

    private static byte[] seedAndKey() {
        byte[] both = java.util.Arrays.copyOf(Keys.SEED, 64);
        System.arraycopy(Keys.ED25519.owner(), 0, both, 32, 32);
        return both;
    }

    private static JsonNode make(String signer, String key, List<Tag> tags, byte[] data) {
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("signer", signer);
        wish.put("key", key);
        wish.put("target", "A".repeat(43));
        wish.put("anchor", "0".repeat(32));
        wish.put("tags", tags);
        wish.put("data", base64(data));
        return js.ask("make", wish).join();
    }

    @Test
    public void arbundlesTakesWhatWeSignWithEverySalt() {
        for (int salt : new int[] {0, 32, 478}) {
            DataItem item = Keys.hello(Keys.WALLET.withSalt(salt));
            assertThat(valid(item.toBytes())).as("salt of %s bytes", salt).isTrue();
        }
    }

    @Test
    public void arbundlesTakesEveryTypeAndReadsTheSameOutOfIt() {
        for (Signer signer : Keys.all()) {
            DataItem item = Keys.hello(signer);
            JsonNode told =
                    js.ask("read", Map.of("item", base64(item.toBytes()))).join();
            assertThat(told.get("valid").asBoolean()).as("%s", signer).isTrue();
            assertThat(told.get("name").asText()).isEqualTo(item.id());
            assertThat(told.get("target").asText()).isEqualTo("A".repeat(43));
            assertThat(bytes(told, "anchor")).isEqualTo(item.anchor());
            assertThat(bytes(told, "data")).isEqualTo(item.data());
            assertThat(told.get("tags").toString()).isEqualTo("[{\"name\":\"Action\",\"value\":\"Eval\"}]");
        }
    }

    @Test
    public void arbundlesRefusesWhatWeRefuse() {
        byte[] item = Keys.hello(Keys.WALLET).toBytes();
        item[item.length - 1] ^= 1;
        assertThat(valid(item)).isFalse();
        assertThat(DataItem.read(item).verify()).isFalse();
    }

    @Test
    public void weTakeWhatArbundlesSigns() {
        Map<String, String> keys = Map.of(
                "arweave", Keys.JWK,
                "ethereum", HexFormat.of().formatHex(Keys.SCALAR),
                "ed25519", HexFormat.of().formatHex(seedAndKey()),
                "solana", HexFormat.of().formatHex(seedAndKey()));
        Map<String, Signer> signers = Map.of(
                "arweave", Keys.WALLET, "ethereum", Keys.ETHEREUM, "ed25519", Keys.ED25519, "solana", Keys.SOLANA);
        List<Tag> tags = List.of(new Tag("ü", "世界"), new Tag("Action", "Eval"), new Tag("Action", ""));
        for (int size : new int[] {0, 1, 1000, 70_000}) {
            byte[] data = new byte[size];
            new java.util.Random(size).nextBytes(data);
            keys.forEach((name, key) -> {
                JsonNode made = make(name, key, tags, data);
                DataItem item = DataItem.read(bytes(made, "item"));
                assertThat(item.verify()).as("%s, %s bytes", name, size).isTrue();
                assertThat(item.type()).isEqualTo(signers.get(name).type());
                assertThat(item.address()).isEqualTo(signers.get(name).address());
                assertThat(item.id()).isEqualTo(made.get("name").asText());
                assertThat(item.tags()).isEqualTo(tags);
                assertThat(item.data()).isEqualTo(data);
                if (name.equals("arweave")) {
                    assertThat(RsaPss.salt(item.owner(), item.payload(), item.signature()))
                            .isEqualTo(Wallet.LONGEST_SALT);
                } else {
                    DataItem ours = DataItem.builder()
                            .target("A".repeat(43))
                            .anchor("0".repeat(32))
                            .tags(tags)
                            .data(data)
                            .lenient()
                            .sign(signers.get(name));
                    assertThat(ours.payload()).isEqualTo(item.payload());
                }
            });
        }
    }

    @Test
    public void bundlesGoBothWays() {
        List<DataItem> items = List.of(Keys.hello(Keys.ED25519), Keys.hello(Keys.ETHEREUM), Keys.hello(Keys.WALLET));
        JsonNode read = js.ask("unbundle", Map.of("bundle", base64(ItemBundle.write(items))))
                .join();
        assertThat(read.get("valid").asBoolean()).isTrue();
        assertThat(read.get("ids"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(items.stream().map(DataItem::id).toList());
        String key = HexFormat.of().formatHex(Keys.SCALAR);
        Map<String, Object> wish = Map.of(
                "signer",
                "ethereum",
                "key",
                key,
                "target",
                "A".repeat(43),
                "tags",
                List.of(),
                "data",
                base64(new byte[9]));
        JsonNode made = js.ask("bundle", Map.of("signer", "ethereum", "key", key, "items", List.of(wish, wish)))
                .join();
        assertThat(ItemBundle.read(bytes(made, "bundle")))
                .hasSize(2)
                .allMatch(DataItem::verify)
                .extracting(DataItem::id)
                .containsExactly(
                        made.get("ids").get(0).asText(), made.get("ids").get(1).asText());
    }
}
