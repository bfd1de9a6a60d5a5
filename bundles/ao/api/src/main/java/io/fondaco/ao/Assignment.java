package io.fondaco.ao;

import io.fondaco.ao.AoException.Reason;
import java.util.List;

/**
 * A message's place in a process's schedule, as the scheduler signed it.
 *
 * @param process whose schedule
 * @param message which message; for nonce 0 the process itself
 * @param epoch 0 here
 * @param nonce its place, from 0, without gaps
 * @param hashChain 43 characters over all assignments before: see {@link #firstHashChain} and {@link #nextHashChain}
 * @param blockHeight of the scheduler's clock
 * @param timestamp milliseconds since 1970; never less than that of the one before
 * @param exclude parts of the message the process does not get: of {@link #EXCLUDABLE}
 * @param item what was signed
 */
public record Assignment(
        String process,
        String message,
        long epoch,
        long nonce,
        String hashChain,
        long blockHeight,
        long timestamp,
        List<String> exclude,
        DataItem item) {

    /** Parts of a message an assignment may leave out. */
    public static final List<String> EXCLUDABLE = List.of("Data", "Tags", "Anchor", "Signature");

    public Assignment {
        exclude = List.copyOf(exclude);
    }

    /**
     * Reads an assignment's item; the signature is not checked.
     *
     * @throws AoException (MALFORMED) naming the tag
     */
    public static Assignment of(DataItem item) {
        if (!text(item, "Type").equals("Assignment")) {
            throw new AoException(Reason.MALFORMED, "item " + item.id() + " is no assignment by its tag Type");
        }
        return new Assignment(
                ItemId.require("tag Process of assignment " + item.id(), text(item, "Process")),
                ItemId.require("tag Message of assignment " + item.id(), text(item, "Message")),
                number(item, "Epoch"),
                number(item, "Nonce"),
                ItemId.require("tag Hash-Chain of assignment " + item.id(), text(item, "Hash-Chain")),
                number(item, "Block-Height"),
                number(item, "Timestamp"),
                Tags.all(item.tags(), "Exclude"),
                item);
    }

    private static String text(DataItem item, String name) {
        return item.tag(name)
                .orElseThrow(
                        () -> new AoException(Reason.MALFORMED, "assignment " + item.id() + " lacks its tag " + name));
    }

    private static long number(DataItem item, String name) {
        String text = text(item, name);
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as a negative one is
        }
        throw new AoException(
                Reason.MALFORMED, "tag " + name + " of assignment " + item.id() + " is no number: " + text);
    }

    /** Makes and signs an assignment. */
    public static Assignment sign(
            String process,
            String message,
            long nonce,
            String hashChain,
            long blockHeight,
            long timestamp,
            List<String> exclude,
            Signer scheduler) {
        ItemBuilder builder = DataItem.builder()
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", "Assignment")
                .tag("Process", process)
                .tag("Epoch", "0")
                .tag("Nonce", Long.toString(nonce))
                .tag("Hash-Chain", hashChain)
                .tag("Block-Height", "%012d".formatted(blockHeight))
                .tag("Timestamp", Long.toString(timestamp))
                .tag("Message", message);
        exclude.forEach(part -> builder.tag("Exclude", part));
        return of(builder.sign(scheduler));
    }

    /** The hash chain of nonce 0: SHA-256 of the process's id. */
    public static String firstHashChain(String process) {
        return ItemId.hashing(ItemId.bytes(process));
    }

    /** The hash chain of the assignment after this: SHA-256 of this one's id and its hash chain. */
    public String nextHashChain() {
        return ItemId.hashing(ItemId.bytes(item.id()), ItemId.bytes(hashChain));
    }
}
