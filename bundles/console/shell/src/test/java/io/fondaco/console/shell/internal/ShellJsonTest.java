package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

public class ShellJsonTest {

    private final ShellJson json = new ShellJson();

    record Row(String id, TokenAmount price, Epoch end, Instant since, Duration age, long size) {}

    @Test
    public void writesRecordsByFieldAndValuesAsTheirText() {
        Row row = new Row("a", TokenAmount.fil("1.5"), Epoch.of(7), Instant.EPOCH, Duration.ofSeconds(3), 9);
        assertThat(json.tree(List.of(row)).toString())
                .isEqualTo("[{\"id\":\"a\",\"price\":\"1.5 FIL\",\"end\":\"7\",\"since\":\"1970-01-01T00:00:00Z\","
                        + "\"age\":\"PT3S\",\"size\":9}]");
    }

    @Test
    public void nothingIsNull() {
        assertThat(json.tree(null).isNull()).isTrue();
    }

    @Test
    public void whatHasNoJsonFormIsItsText() {
        Object loop = new Object() {
            public Object getSelf() {
                return this;
            }

            @Override
            public String toString() {
                return "a loop";
            }
        };
        assertThat(json.tree(loop).asText()).isEqualTo("a loop");
    }
}
