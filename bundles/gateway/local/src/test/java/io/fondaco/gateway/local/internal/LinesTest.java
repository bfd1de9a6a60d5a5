package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.market.IntakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.servlet.http.HttpServletResponse;
import org.junit.Test;

public class LinesTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final HttpServletResponse response = Servlets.response(out);

    @Test
    public void endsWithTheResultAfterTheProgress() throws IOException {
        Lines.answer(response, "testing", lines -> {
            lines.tell(Map.of("stage", "begun"));
            return Map.of("bytes", 7);
        });
        assertThat(Servlets.lines(out))
                .containsExactly("{\"progress\":{\"stage\":\"begun\"}}", "{\"result\":{\"bytes\":7}}");
    }

    @Test
    public void aRefusalIsTheLastLineWithItsStatus() throws IOException {
        Lines.answer(response, "testing", lines -> {
            throw new Problem(422, "no", "do this");
        });
        assertThat(Servlets.lines(out))
                .containsExactly("{\"error\":{\"status\":422,\"message\":\"no\",\"hint\":\"do this\"}}");
    }

    @Test
    public void whatNobodyPlannedIsToldAsSuch() throws IOException {
        Lines.answer(response, "testing", lines -> {
            throw new IOException("disk");
        });
        assertThat(Servlets.lines(out)).hasSize(1);
        assertThat(Servlets.lines(out)[0]).contains("\"status\":500", "disk", "log/fondaco.log");
    }

    @Test
    public void aStageThatFailsFailsTheAnswerWithItsOwnSentence() throws IOException {
        Lines.answer(
                response,
                "testing",
                lines -> lines.await(
                        CompletableFuture.failedFuture(new CompletionException(new IntakeException("no file /x"))),
                        Duration.ofSeconds(1)));
        assertThat(Servlets.lines(out)[0]).contains("\"status\":422", "no file /x");
    }

    @Test
    public void tellsTheEndsOfEveryStageHoweverFastBytesCome() throws IOException {
        Lines.answer(response, "testing", lines -> {
            for (int done = 0; done <= 1000; done++) {
                lines.at("reading", done, 1000);
            }
            lines.at("storing", 0, 1000);
            return 1;
        });
        List<String> told = List.of(Servlets.lines(out));
        assertThat(told)
                .contains(
                        "{\"progress\":{\"stage\":\"reading\",\"done\":0,\"total\":1000}}",
                        "{\"progress\":{\"stage\":\"reading\",\"done\":1000,\"total\":1000}}",
                        "{\"progress\":{\"stage\":\"storing\",\"done\":0,\"total\":1000}}");
    }

    @Test
    public void goesOnWithoutAnAudienceOnceTheCallerHasHungUp() throws IOException {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("reset by peer");
            }
        };
        List<Boolean> gone = new ArrayList<>();
        Lines.answer(Servlets.response(broken), "testing", lines -> {
            gone.add(lines.gone());
            lines.tell(Map.of("stage", "begun"));
            gone.add(lines.gone());
            lines.tell(Map.of("stage", "on"));
            return 1;
        });
        assertThat(gone).containsExactly(false, true);
    }

    @Test
    public void refusesMoreStreamsThanThereAreThreadsForAndTakesNewOnesAfterThat() throws IOException {
        assertThatThrownBy(() -> nested(0)).isInstanceOf(Problem.class).hasMessageContaining("64 streams");
        Lines.answer(response, "testing", lines -> 1);
        assertThat(Servlets.lines(out)).contains("{\"result\":1}");
    }

    /** Opens streams within streams; the refusal of the innermost comes out of every one of them. */
    private void nested(int depth) throws IOException {
        Problem[] refused = new Problem[1];
        Lines.answer(Servlets.response(OutputStream.nullOutputStream()), "testing", lines -> {
            try {
                nested(depth + 1);
            } catch (Problem problem) {
                refused[0] = problem;
            }
            return depth;
        });
        if (refused[0] != null) {
            throw refused[0];
        }
    }
}
