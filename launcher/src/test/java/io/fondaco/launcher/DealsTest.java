package io.fondaco.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

public class DealsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");

    @Test
    public void shortensIdsToWhatMayBeTyped() {
        assertThat(Deals.shortId("bafyreigwdjj64qea5q7xf72o@alice")).isEqualTo("bafyreigwdjj");
        assertThat(Deals.shortId("short@bob")).isEqualTo("short@bob");
        assertThat(Deals.shortCid("bafkreidtzm4frjuhvbeuzizsgbjqcyuc6pn")).isEqualTo("bafkreid..yuc6pn");
        assertThat(Deals.shortCid("bafy")).isEqualTo("bafy");
    }

    @Test
    public void tellsSpansInTheirTwoLargestUnits() {
        assertThat(Deals.span(Duration.ofSeconds(-5))).isEqualTo("0 s");
        assertThat(Deals.span(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Deals.span(Duration.ofSeconds(60))).isEqualTo("1 min");
        assertThat(Deals.span(Duration.ofSeconds(61))).isEqualTo("1 min 1 s");
        assertThat(Deals.span(Duration.ofMinutes(192))).isEqualTo("3 h 12 min");
        assertThat(Deals.span(Duration.ofHours(24))).isEqualTo("1 d");
        assertThat(Deals.span(Duration.ofHours(49))).isEqualTo("2 d 1 h");
    }

    @Test
    public void linesColumnsUp() {
        assertThat(Deals.table(List.of(List.of("A", "LONG"), List.of("longer", "b"))))
                .containsExactly("A       LONG", "longer  b");
        assertThat(Deals.table(List.of())).isEmpty();
    }

    @Test
    public void takesForAnIdOnlyWhatMayBeginOne() {
        for (String id : List.of("b", "bafyreigwdjj64", "bafyreigwdjj64@", "bafyreigwdjj64@al", "bafy@a-b")) {
            assertThat(Deals.id(id)).isEqualTo(id);
        }
        for (String wrong : List.of("", "../etc", "a/b", "a?b", "a b", "a@B", "a@b@c", "%2F")) {
            assertThatThrownBy(() -> Deals.id(wrong))
                    .as(wrong)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("fondaco deals shows them");
        }
    }

    @Test
    public void explainsWithTheEndOfTheDealInPlaceOfTheTimeItTakesToSettle() throws IOException {
        List<String> lines =
                Deals.explained(told("\"2026-11-22T06:48:00Z\"", "\"2026-11-22T06:00:00.5Z\""), NOW, Integer.MAX_VALUE);
        assertThat(lines)
                .containsExactly(
                        "bafy@alice",
                        "state     Active, for 1 min (since 2026-11-21T05:58:59Z)",
                        "          Stored and paid for.",
                        "deal ends 2026-11-22T06:00:00Z, in 1 d",
                        "next      Nothing to do until the end.");
    }

    @Test
    public void explainsWithTheDeadlineWhileTheStateEndsBeforeTheDeal() throws IOException {
        assertThat(Deals.explained(told("\"2026-11-21T06:01:00Z\"", "\"2026-11-22T06:00:00Z\""), NOW, 80))
                .contains("deal ends 2026-11-22T06:00:00Z, in 1 d", "deadline  2026-11-21T06:01:00Z, in 1 min");
        assertThat(Deals.explained(told("\"2026-11-21T05:00:00Z\"", "null"), NOW, 80))
                .contains("deadline  2026-11-21T05:00:00Z, passed")
                .noneMatch(line -> line.startsWith("deal ends"));
    }

    @Test
    public void breaksSentencesBetweenWordsWhereThereIsNoRoom() throws IOException {
        assertThat(Deals.explained(told("null", "null"), NOW, 26))
                .containsSubsequence(
                        "          Stored and paid",
                        "          for.",
                        "next      Nothing to do",
                        "          until the end.");
    }

    @Test
    public void tellsTheStoryWithinEightyColumns() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        Story story = new Story(new Say(to, to, false, false));
        story.step("the deal is active on both sides");
        story.detail("SHA-256 out", "f".repeat(64));
        story.detail("deal", "b".repeat(59) + "@alice");
        story.detail("size", "8 MiB");
        story.line("");
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(5).allMatch(line -> line.length() <= 80);
        assertThat(lines.get(0)).endsWith("0.0 s");
        assertThat(lines.get(2)).startsWith("    deal ");
        assertThat(lines.get(3)).isEqualTo("    size        8 MiB");
    }

    @Test
    public void countsBytesInTheLargestUnitThereIsOneOf() {
        assertThat(Story.bytes(0)).isEqualTo("0 bytes");
        assertThat(Story.bytes(1023)).isEqualTo("1023 bytes");
        assertThat(Story.bytes(1024)).isEqualTo("1 KiB");
        assertThat(Story.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Story.bytes(8 << 20)).isEqualTo("8 MiB");
        assertThat(Story.bytes(5L << 50)).isEqualTo("5120 TiB");
    }

    private static JsonNode told(String deadline, String end) throws IOException {
        return Say.JSON.readTree("{\"id\":\"bafy@alice\",\"state\":\"Active\",\"since\":\"2026-11-21T05:58:59.9Z\","
                + "\"waitingFor\":\"Stored and paid for.\",\"deadline\":" + deadline
                + ",\"nextAction\":\"Nothing to do until the end.\",\"end\":" + end + "}");
    }
}
