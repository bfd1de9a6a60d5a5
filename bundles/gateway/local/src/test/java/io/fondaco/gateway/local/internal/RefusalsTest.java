package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.deal.NoSuchDealException;
import io.fondaco.market.IntakeException;
import io.fondaco.market.OfferRefusedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.Test;

public class RefusalsTest {

    @Test
    public void everyPlannedRefusalHasItsStatusAndKeepsItsSentence() {
        Map<Throwable, Integer> statuses = new LinkedHashMap<>();
        statuses.put(new Problem(409, "why", "do"), 409);
        statuses.put(new NoSuchDealException("why"), 404);
        statuses.put(new OfferRefusedException("why"), 422);
        statuses.put(new IntakeException("why"), 422);
        statuses.put(new ChainException(ChainException.Reason.UNAVAILABLE, "why"), 503);
        statuses.put(new ChainException(ChainException.Reason.INSUFFICIENT_FUNDS, "why"), 422);
        statuses.put(new IllegalArgumentException("why"), 400);
        statuses.forEach((failure, status) -> {
            for (Throwable wrapped : new Throwable[] {
                failure, new CompletionException(failure), new ExecutionException(new CompletionException(failure))
            }) {
                Problem problem = Refusals.problem(wrapped).orElseThrow();
                assertThat(problem.status()).as(failure.toString()).isEqualTo(status);
                assertThat(problem).as(failure.toString()).hasMessage("why");
                assertThat(problem.hint()).as(failure.toString()).isNotBlank();
            }
        });
    }

    @Test
    public void whatNobodyPlannedIsNoRefusal() {
        for (Throwable failure : new Throwable[] {
            new IllegalStateException("x"),
            new NullPointerException(),
            new CompletionException("x", null),
            new Exception()
        }) {
            assertThat(Refusals.problem(failure)).as(failure.toString()).isEmpty();
        }
    }

    @Test
    public void aStagesFailureComesOutAsWhatItWas() throws Exception {
        IntakeException why = new IntakeException("why");
        assertThatThrownBy(() -> Refusals.await(CompletableFuture.failedFuture(why), Duration.ZERO))
                .isSameAs(why);
        assertThatThrownBy(() -> Refusals.await(
                        CompletableFuture.failedFuture(new CompletionException(new java.io.IOException("disk"))),
                        Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("disk");
        assertThat(Refusals.await(CompletableFuture.completedFuture(7), Duration.ZERO))
                .isEqualTo(7);
    }

    @Test
    public void noAnswerInTimeIsARefusalOfItsOwn() {
        assertThatThrownBy(() -> Refusals.await(new CompletableFuture<>(), Duration.ZERO))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(504));
    }

    @Test
    public void anInterruptedWaitKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Refusals.await(new CompletableFuture<>(), Duration.ofSeconds(1)))
                .isInstanceOf(java.io.InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
