package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.AoException;
import io.fondaco.ao.AoUnit;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.Result;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.model.Digests;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Somebody who writes to processes of an ao unit and signs what it writes. Safe for many threads. */
final class Account {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ANCHOR = 32;
    private static final byte[] EMPTY = {};

    private final AoUnit unit;
    private final Signer signer;
    private final SecureRandom random = new SecureRandom();

    Account(AoUnit unit, Signer signer) {
        this.unit = unit;
        this.signer = signer;
    }

    AoUnit unit() {
        return unit;
    }

    String address() {
        return signer.address();
    }

    /** A message, by its id, and what it came to. */
    record Answered(String message, Result result) {

        /** What the process said to an address, the first of it. */
        Optional<Outcome.Sent> to(String address) {
            return result.outcome().messages().stream()
                    .filter(sent -> sent.target().equals(address))
                    .findFirst();
        }
    }

    /** Spawns a process of a module. @return its id */
    CompletionStage<String> spawn(String module, List<Tag> tags) {
        return spawn(anchor(), module, tags);
    }

    /** Spawns a process once: again with the same purpose and the same tags it is the one that is there. */
    CompletionStage<String> spawnOnce(String purpose, String module, List<Tag> tags) {
        return spawn(anchor(purpose), module, tags);
    }

    private CompletionStage<String> spawn(byte[] anchor, String module, List<Tag> tags) {
        List<Tag> all = new ArrayList<>(List.of(
                new Tag("Data-Protocol", "ao"),
                new Tag("Variant", "ao.TN.1"),
                new Tag("Type", "Process"),
                new Tag("Module", module),
                new Tag("Scheduler", unit.address()),
                new Tag("Authority", unit.address())));
        all.addAll(tags);
        DataItem item = DataItem.builder().anchor(anchor).tags(all).sign(signer);
        return submitted(item)
                .thenCompose(there -> unit.result(item.id(), item.id()))
                .thenApply(result -> {
                    result.outcome().error().ifPresent(why -> {
                        throw new IllegalStateException("process " + item.id() + " did not begin: " + why);
                    });
                    return item.id();
                });
    }

    /** Makes a module of a program known. @return its id */
    CompletionStage<String> install(byte[] code) {
        return unit.install(DataItem.builder()
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", "Module")
                .tag("Module-Format", Programs.FORMAT)
                .tag("Input-Encoding", "JSON-1")
                .tag("Output-Encoding", "JSON-1")
                .data(code)
                .sign(signer));
    }

    /** Complete once an item has its place, also when it had it before. */
    private CompletionStage<Void> submitted(DataItem item) {
        return unit.submit(item).handle((receipt, failure) -> {
            if (failure == null || reason(failure) == AoException.Reason.DUPLICATE) {
                return null;
            }
            throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
        });
    }

    private static AoException.Reason reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof AoException refused ? refused.reason() : null;
    }

    /** Sends a message; complete once it was evaluated. */
    CompletionStage<Answered> send(String process, byte[] data, Tag... tags) {
        DataItem item = message(process, anchor(), data, List.of(tags));
        return unit.submit(item).thenCompose(receipt -> unit.result(process, receipt.id())
                .thenApply(result -> new Answered(item.id(), result)));
    }

    /** Sends a message once: again with the same purpose, data and tags it is the one that was sent. */
    CompletionStage<Answered> sendOnce(String purpose, String process, byte[] data, List<Tag> tags) {
        DataItem item = message(process, anchor(purpose), data, tags);
        return submitted(item)
                .thenCompose(there -> unit.settled(process, item.id()))
                .thenCompose(settled -> unit.result(process, item.id()))
                .thenApply(result -> new Answered(item.id(), result));
    }

    private DataItem message(String process, byte[] anchor, byte[] data, List<Tag> tags) {
        return DataItem.builder()
                .target(process)
                .anchor(anchor)
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", "Message")
                .tags(tags)
                .data(data)
                .sign(signer);
    }

    /** Sends a message without data. */
    CompletionStage<Answered> send(String process, Tag... tags) {
        return send(process, EMPTY, tags);
    }

    /** Asks a process something; nothing changes. @return the data of the first message to whoever asks, as JSON */
    CompletionStage<JsonNode> look(String process, Tag... tags) {
        DryRun question = new DryRun(process, DryRun.UNTOLD, address(), "0", List.of(tags), new byte[0]);
        return unit.dryRun(question).thenApply(outcome -> {
            outcome.error().ifPresent(why -> {
                throw new IllegalStateException("process " + process + " does not answer: " + why);
            });
            Outcome.Sent answer = outcome.messages().stream()
                    .filter(sent -> sent.target().equals(address()))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("process " + process + " says nothing to " + List.of(tags)));
            try {
                return JSON.readTree(answer.data());
            } catch (IOException malformed) {
                throw new IllegalStateException("process " + process + " answers with no JSON", malformed);
            }
        });
    }

    /** Has a token pay somebody. @param more tags that go along */
    CompletionStage<Answered> pay(String token, String to, BigInteger amount, Tag... more) {
        List<Tag> tags = transfer(to, amount);
        tags.addAll(List.of(more));
        return send(token, tags.toArray(Tag[]::new));
    }

    /**
     * Has a token pay somebody once, however often this is done with the same purpose: a transfer that was refused is tried
     * anew, one that went through is not. Complete once the payment has arrived, or was refused again.
     *
     * @return what the token said to it
     */
    CompletionStage<Answered> payOnce(String purpose, String token, String to, BigInteger amount) {
        return payOnce(purpose, 0, token, to, amount);
    }

    private CompletionStage<Answered> payOnce(String purpose, int attempt, String token, String to, BigInteger amount) {
        boolean before = unit.scheduled(
                        token,
                        message(token, anchor(purpose + " " + attempt), EMPTY, transfer(to, amount))
                                .id())
                .isPresent();
        return sendOnce(purpose + " " + attempt, token, EMPTY, transfer(to, amount))
                .thenCompose(answered -> {
                    boolean refused = refusal(answered).isPresent();
                    return refused && before
                            ? payOnce(purpose, attempt + 1, token, to, amount)
                            : CompletableFuture.completedFuture(answered);
                });
    }

    /** Why a token refused a transfer; empty when it did not. */
    static Optional<String> refusal(Answered transfer) {
        if (transfer.result().outcome().error().isPresent()) {
            return transfer.result().outcome().error();
        }
        return transfer.result().outcome().messages().stream()
                .filter(sent -> sent.tags().contains(new Tag("Action", "Transfer-Error")))
                .map(sent -> sent.tags().stream()
                        .filter(tag -> tag.name().equals("Error"))
                        .map(Tag::value)
                        .findFirst()
                        .orElse("no reason given"))
                .findFirst();
    }

    private static List<Tag> transfer(String to, BigInteger amount) {
        return new ArrayList<>(List.of(
                new Tag("Action", "Transfer"), new Tag("Recipient", to), new Tag("Quantity", amount.toString())));
    }

    /** What somebody has of a token. */
    CompletionStage<BigInteger> balance(String token, String whose) {
        return look(token, new Tag("Action", "Balance"), new Tag("Recipient", whose))
                .thenApply(json -> new BigInteger(json.asText()));
    }

    private static byte[] anchor(String purpose) {
        return Digests.sha256(("fondaco/arfleet/once/1 " + purpose).getBytes(StandardCharsets.UTF_8));
    }

    /** Of its own each time: equal items would be one. */
    private byte[] anchor() {
        byte[] anchor = new byte[ANCHOR];
        random.nextBytes(anchor);
        return anchor;
    }
}
