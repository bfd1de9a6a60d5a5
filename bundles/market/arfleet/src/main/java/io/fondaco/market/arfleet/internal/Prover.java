package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Result;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A provider's side of a deal: shows what is asked for in every period. */
final class Prover extends Watching {
    private static final Logger LOG = LoggerFactory.getLogger(Prover.class);
    private static final int PAGE = 100;
    /**
     * Milliseconds in which the client may begin a period: its stir counts only then, and what it sends serves both. They are
     * few beside the response of a deal, 500 at least.
     */
    private static final long AFTER_YOU = 50;

    private static final Tag PASSED = new Tag("Action", "Passed");
    private static final Tag OPEN = new Tag("Action", "Open");

    private final ChunkTree tree;
    private final Answer.Chunks chunks;
    private final SecretChain secrets;
    /** Nothing of the open period was scheduled before. */
    private long from;

    Prover(
            Account account,
            Time time,
            String deal,
            DealTerms terms,
            ChunkTree tree,
            Answer.Chunks chunks,
            SecretChain secrets,
            Consumer<JsonNode> over) {
        super(account, time, deal, terms, over);
        this.tree = tree;
        this.chunks = chunks;
        this.secrets = secrets;
    }

    @Override
    CompletionStage<Long> turn() {
        if (now() < begins) {
            return look().thenCompose(state -> unlessOver(state, active -> {
                begins = active.path("NextVerification").asLong();
                return come(begins + AFTER_YOU);
            }));
        }
        // What is shown has to be asked for by what is in the schedule and evaluated, not by what a look makes of it.
        Optional<Scheduled> there = since();
        CompletionStage<Result> evaluated = there.isPresent()
                ? account.unit().result(deal, there.get().message().id())
                : account.send(deal, new Tag("Action", "Tick")).thenApply(Account.Answered::result);
        return evaluated.thenCompose(result -> {
            long last = there.map(line -> line.assignment().nonce())
                    .orElseGet(() -> result.nonce().orElseThrow());
            Optional<Asked> asked = Asked.of(result);
            return asked.isPresent()
                    ? show(asked.get())
                    : look().thenCompose(state -> unlessOver(state, active -> show(active, last)));
        });
    }

    /** What a deal asks for. @param nonce of the line that began the period */
    private record Asked(long period, long nonce, String stir) {

        /** As the deal says it to whoever had it look at the clock; empty if that was something else. */
        static Optional<Asked> of(Result result) {
            return result.outcome().messages().stream()
                    .filter(sent -> sent.tags().contains(OPEN))
                    .findFirst()
                    .map(sent -> new Asked(number(sent, "Period"), number(sent, "Nonce"), value(sent, "Stir")));
        }

        private static long number(Outcome.Sent sent, String name) {
            return Long.parseLong(value(sent, name));
        }
    }

    private static String value(Outcome.Sent sent, String name) {
        return sent.tags().stream()
                .filter(tag -> tag.name().equals(name))
                .map(Tag::value)
                .findFirst()
                .orElse("");
    }

    /** @param last line of the schedule that was evaluated for certain before the state was looked at */
    private CompletionStage<Long> show(JsonNode state, long last) {
        begins = state.path("NextVerification").asLong();
        // A look may be ahead: of a period that has passed meanwhile the deal has not been told yet.
        if (now() < begins) {
            return come(begins + AFTER_YOU);
        }
        long opening = state.path("Open").path("Nonce").asLong(NEVER);
        if (opening > last) {
            // Lines there are that are not for the deal: its clock has not moved yet.
            // What the tick is told counts: there may be more such lines than are ever read.
            return account.send(deal, new Tag("Action", "Tick"))
                    .thenCompose(ticked ->
                            Asked.of(ticked.result()).map(this::show).orElseGet(() -> come(now() + AFTER_YOU)));
        }
        return show(new Asked(
                state.path("Period").asLong(),
                opening,
                state.path("Open").path("Stir").asText()));
    }

    private CompletionStage<Long> show(Asked asked) {
        long period = asked.period();
        Challenge challenge = new Challenge(
                deal,
                period,
                account.unit()
                        .schedule(deal, asked.nonce(), 1)
                        .get(0)
                        .assignment()
                        .nextHashChain(),
                asked.stir());
        byte[] secret = secrets.secret(period);
        byte[] answer;
        try {
            answer = Answer.of(tree, chunks, challenge.leaves(secret, terms));
        } catch (IOException | UncheckedIOException lost) {
            throw new IllegalStateException(
                    "what deal " + deal + " asks for in period " + period + " cannot be read: " + lost.getMessage(),
                    lost);
        }
        return account.send(
                        deal,
                        answer,
                        new Tag("Action", "Prove"),
                        new Tag("Period", Long.toString(period)),
                        new Tag("Secret", HexFormat.of().formatHex(secret)))
                .thenCompose(answered -> settled(period, answered));
    }

    private CompletionStage<Long> settled(long period, Account.Answered answered) {
        List<Tag> said = answered.to(account.address()).map(Outcome.Sent::tags).orElse(List.of());
        if (said.contains(PASSED)) {
            begins += terms.every();
            from = answered.result().nonce().orElseThrow() + 1;
            return come(begins + AFTER_YOU);
        }
        String why = said.stream()
                .filter(tag -> tag.name().equals("Error"))
                .map(Tag::value)
                .findFirst()
                .orElse("the deal says nothing");
        LOG.warn("deal {}: period {} was not passed: {}", deal, period, why);
        begins = NEVER;
        return come(soon());
    }

    /** A line since the period began, whoever sent it, the last that is known; empty for none. */
    private Optional<Scheduled> since() {
        while (true) {
            List<Scheduled> page = account.unit().schedule(deal, from, PAGE);
            for (Scheduled line : page) {
                if (line.assignment().timestamp() >= begins) {
                    from = line.assignment().nonce();
                    return Optional.of(page.get(page.size() - 1));
                }
            }
            if (page.size() < PAGE) {
                return Optional.empty();
            }
            from += PAGE;
        }
    }
}
