package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.model.TokenAmount;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.Test;

public class JsonBodyTest {

    @Test
    public void readsTextTrimmedAndTakesAMissingFieldOrNullForNone() throws IOException {
        JsonBody body = read("{\"a\":\"  x y \",\"b\":null}");
        assertThat(body.text("a")).isEqualTo("x y");
        assertThat(body.optional("a")).contains("x y");
        assertThat(body.text("b")).isEmpty();
        assertThat(body.optional("c")).isEmpty();
        assertThat(body.number("b")).isEmpty();
        assertThat(body.required("a")).isEqualTo("x y");
        assertThatThrownBy(() -> body.required("b")).hasMessageContaining("lacks 'b'");
    }

    @Test
    public void anEmptyBodyIsAnObjectWithoutFields() throws IOException {
        assertThat(read("").text("a")).isEmpty();
        assertThat(read("{}").optional("a")).isEmpty();
    }

    @Test
    public void refusesWhatIsNoObjectOrNoJsonOrSaysAThingTwice() {
        for (String wrong :
                new String[] {"[]", "7", "\"a\"", "null", "{", "{\"a\":1} x", "{\"a\":1,\"a\":2}", "nonsense"}) {
            assertThatThrownBy(() -> read(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("body");
        }
    }

    @Test
    public void refusesAFieldNobodyKnowsAndNamesThoseThereAre() {
        assertThatThrownBy(() -> read("{\"fiel\":1}"))
                .hasMessageContaining("'fiel'")
                .hasMessageContaining("a, b, c");
    }

    @Test
    public void readsWholeNumbersAlsoWrittenAsText() throws IOException {
        assertThat(read("{\"a\":7}").number("a")).hasValue(7);
        assertThat(read("{\"a\":\" -7 \"}").number("a")).hasValue(-7);
        for (String wrong : new String[] {"7.5", "\"seven\"", "true", "99999999999999999999", "[]"}) {
            assertThatThrownBy(() -> read("{\"a\":" + wrong + "}").number("a"))
                    .as(wrong)
                    .hasMessageContaining("'a' must be a whole number");
        }
    }

    @Test
    public void refusesTextThatIsNone() {
        assertThatThrownBy(() -> read("{\"a\":7}").text("a")).hasMessageContaining("'a' must be text");
    }

    @Test
    public void takesAbsolutePathsOnly() throws IOException {
        assertThat(read("{\"a\":\"/x/../y\"}").path("a")).isEqualTo(Path.of("/y"));
        assertThatThrownBy(() -> read("{\"a\":\"x\"}").path("a")).hasMessageContaining("absolute");
        assertThatThrownBy(() -> read("{\"a\":\"/x\\u0000y\"}").path("a")).hasMessageContaining("is no path");
        assertThatThrownBy(() -> read("{}").path("a")).hasMessageContaining("lacks 'a'");
    }

    @Test
    public void tellsAValueThatMeansNothingWithItsField() throws IOException {
        assertThat(read("{\"a\":\"20 nanoFIL\"}").value("a", TokenAmount::parse))
                .contains(TokenAmount.atto(20_000_000_000L));
        assertThat(read("{}").value("a", TokenAmount::parse)).isEmpty();
        assertThatThrownBy(() -> read("{\"a\":\"zap\"}").value("a", TokenAmount::parse))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'a' is 'zap': ");
    }

    private static JsonBody read(String body) throws IOException {
        return JsonBody.read(Servlets.request(body), "a", "b", "c");
    }
}
