package io.fondaco.ao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class TagsTest {

    private final JsonNode golden = Keys.golden().get("tags");

    private void check(String name, List<Tag> tags) {
        byte[] bytes = Tags.encode(tags);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(golden.get(name).asText());
        assertThat(Tags.decode(bytes)).isEqualTo(tags);
    }

    private static List<Tag> decode(String hex) {
        return Tags.decode(HexFormat.of().parseHex(hex));
    }

    private static void refused(
            Reason reason, long offset, String why, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(AoException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.offset()).isEqualTo(offset);
                })
                .hasMessageContaining(why);
    }

    @Test
    public void writesTheBytesOfTheNetwork() {
        check("none", List.of());
        check("one", List.of(new Tag("Action", "Eval")));
        check("utf8", List.of(new Tag("ü", "世界")));
        check("long", List.of(new Tag("n", "x".repeat(70))));
    }

    @Test
    public void readsBlocksThatTellTheirSizeAndSeveralBlocks() {
        // -1 tags, 12 bytes
        assertThat(decode("01180c416374696f6e084576616c00")).containsExactly(new Tag("Action", "Eval"));
        assertThat(decode("02026102620202630264" + "00")).containsExactly(new Tag("a", "b"), new Tag("c", "d"));
        assertThat(decode("00")).isEmpty();
    }

    @Test
    public void readsEmptyNamesAndValues() {
        assertThat(decode("02000000")).containsExactly(new Tag("", ""));
    }

    @Test
    public void refusesWhatIsNoArrayOfTagsAndSaysWhere() {
        refused(Reason.MALFORMED, 0, "a block of 1 tags in 0 bytes", () -> decode("02"));
        refused(Reason.MALFORMED, 5, "cut short", () -> decode("0202610262"));
        refused(Reason.MALFORMED, 1, "a text of 35 bytes", () -> decode("024661026200"));
        refused(Reason.MALFORMED, 1, "a text of -1 bytes", () -> decode("0201610062"));
        refused(Reason.MALFORMED, 6, "1 bytes after", () -> decode("02026102620000"));
        refused(Reason.MALFORMED, 1, "not UTF-8", () -> decode("0202ff026200"));
        refused(Reason.MALFORMED, 0, "the block ends at", () -> decode("01160c416374696f6e084576616c00"));
        refused(Reason.MALFORMED, 0, "a block of 40 bytes", () -> decode("01500c416374696f6e084576616c00"));
    }

    @Test
    public void refusesCountsThatTheBytesCannotHold() {
        refused(Reason.MALFORMED, 0, "tags in", () -> decode("feffffffffffffffff0100"));
        refused(Reason.MALFORMED, 0, "tags in", () -> decode("ffffffffffffffffff010000"));
        refused(Reason.MALFORMED, 0, "longer than 64 bits", () -> decode("ffffffffffffffffffffff01"));
    }

    @Test
    public void writesNothingBeyondTheLimitsOfTheStandard() {
        refused(
                Reason.TOO_LARGE,
                -1,
                "at most 128 tags",
                () -> Tags.encode(Collections.nCopies(129, new Tag("a", "b"))));
        refused(Reason.MALFORMED, -1, "value of tag 0 is empty", () -> Tags.encode(List.of(new Tag("a", ""))));
        refused(
                Reason.MALFORMED,
                -1,
                "name of tag 1 is empty",
                () -> Tags.encode(List.of(new Tag("a", "b"), new Tag("", "b"))));
        refused(Reason.TOO_LARGE, -1, "1025 bytes", () -> Tags.encode(List.of(new Tag("n".repeat(1025), "v"))));
        refused(Reason.TOO_LARGE, -1, "3073 bytes", () -> Tags.encode(List.of(new Tag("n", "v".repeat(3073)))));
        refused(
                Reason.TOO_LARGE,
                -1,
                "at most 4096 bytes",
                () -> Tags.encode(List.of(new Tag("n", "v".repeat(3072)), new Tag("m", "v".repeat(1030)))));
        assertThat(Tags.decode(Tags.encode(Collections.nCopies(128, new Tag("a", "b")))))
                .hasSize(128);
    }

    @Test
    public void readsMoreTagsThanItWrites() {
        byte[] bytes = Tags.encodeLeniently(Collections.nCopies(129, new Tag("a", "")));
        assertThat(Tags.decode(bytes)).hasSize(129);
        refused(Reason.TOO_LARGE, -1, "at most 4096 bytes", () -> Tags.decode(new byte[4097]));
    }

    @Test
    public void neverThrowsAnythingElseWhateverTheBytes() {
        Random random = new Random(104);
        for (int i = 0; i < (Boolean.getBoolean("fondaco.long") ? 5_000_000 : 50_000); i++) {
            byte[] bytes;
            if (random.nextBoolean()) {
                bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
            } else {
                bytes = Tags.encode(List.of(new Tag("Action", "Eval"), new Tag("a", "xyz")));
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Tags.decode(bytes).forEach(tag -> assertThat(tag.name().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(bytes.length));
            } catch (AoException e) {
                assertThat(e.offset()).isBetween(0L, (long) bytes.length);
            }
        }
    }
}
