package io.fondaco.ao;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.Test;

public class DeepHashTest {

    private final JsonNode golden = Keys.golden().get("deepHash");

    private static byte[] blob(String text) {
        return DeepHash.blob(text.getBytes(StandardCharsets.UTF_8));
    }

    private void check(String name, byte[] hash) {
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(golden.get(name).asText());
    }

    @Test
    public void hashesBlobsAndListsAsTheNetworkDoes() {
        check("emptyBlob", blob(""));
        check("blob_a", blob("a"));
        check("emptyList", DeepHash.list());
        check("list_a_b", DeepHash.list(blob("a"), blob("b")));
        check(
                "nested",
                DeepHash.list(
                        blob("dataitem"), blob("1"), DeepHash.list(DeepHash.list(blob("k"), blob("v"))), blob("data")));
    }

    @Test
    public void hashesAPartOfAnArrayAsThatPart() {
        assertThat(DeepHash.blob("xay".getBytes(StandardCharsets.UTF_8), 1, 1)).isEqualTo(blob("a"));
    }
}
