package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.AoException.Reason;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.ItemBuilder;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends on what processes say. What is sent is a function of the result it is sent for, down to its signature and so to its
 * id: sent a second time, after a kill say, it is recognised where it arrives.
 */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** Tells two messages of one result apart, and those of two results: "RESULT.NUMBER". */
    static final String SLOT = "Push-Slot";

    private static final Set<String> OURS =
            Set.of("Data-Protocol", "Variant", "Type", "From-Process", "From-Module", "Pushed-For", SLOT);
    private static final int ANCHOR = 32;

    private final Signer key;
    private final String address;
    private final int depth;
    private final Places places;

    /** Where things are sent to. */
    interface Places {
        /** The process of this unit with that id; null when there is none. */
        LiveProcess find(String id);

        CompletionStage<Receipt> spawn(DataItem process, int depth, Chain chain);

        CompletionStage<Receipt> assign(LiveProcess to, String message, List<String> exclude, int depth, Chain chain);

        /** Lets those who ask whether a message is settled wait for a chain that begins with it. */
        void begun(String process, String message, Chain chain);

        /** Completes when a message that is scheduled is evaluated, with all it led to. */
        CompletionStage<Void> settled(LiveProcess process, String message);
    }

    /** @param depth how many messages may follow from each other */
    Courier(Signer key, String address, int depth, Places places) {
        this.key = key;
        this.address = address;
        this.depth = depth;
        this.places = places;
    }

    /** The message that a message was, in the end, sent for. */
    String first(Entry entry) {
        DataItem item = entry.scheduled().message();
        return item.address().equals(address) ? item.tag("Pushed-For").orElse(item.id()) : item.id();
    }

    /** As {@link Places#begun}. */
    void begun(String process, String message, Chain chain) {
        places.begun(process, message, chain);
    }

    /**
     * Sends all a result says. Completes when each part has its place, had it already, or has been refused for good;
     * exceptionally when one could not be stored.
     */
    CompletionStage<Void> push(LiveProcess from, Evaluated e, Chain chain) {
        Outcome outcome = e.decoded();
        int parts = outcome.messages().size()
                + outcome.spawns().size()
                + outcome.assignments().size();
        if (parts > 0 && e.depth() >= depth) {
            LOG.warn(
                    "process {} may send nothing in its result {}: {} messages have led to it",
                    from.id(),
                    e.seq(),
                    depth);
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<?>> sent = new ArrayList<>();
        int number = 0;
        for (Outcome.Sent message : outcome.messages()) {
            LiveProcess to = places.find(message.target());
            String slot = e.seq() + "." + number++;
            if (to != null && affordable(from, e, chain)) {
                sent.add(send(to, from, e, chain, () -> item(from, e, slot, "Message", message.tags())
                        .target(message.target())
                        .anchor(anchor(message.anchor()))
                        .data(message.data())
                        .sign(key)));
            }
        }
        for (Outcome.Spawn spawn : outcome.spawns()) {
            String slot = e.seq() + "." + number++;
            if (affordable(from, e, chain)) {
                sent.add(spawn(from, e, slot, spawn, chain));
            }
        }
        for (Outcome.AssignmentWish wish : outcome.assignments()) {
            for (String process : wish.processes()) {
                LiveProcess to = places.find(process);
                if (to != null && affordable(from, e, chain)) {
                    sent.add(settle(
                            chain,
                            () -> places.assign(to, wish.message(), wish.exclude(), e.depth() + 1, chain),
                            () -> places.settled(to, wish.message()),
                            "assignment of " + wish.message() + " to " + process + " by process " + from.id()));
                }
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }

    private boolean affordable(LiveProcess from, Evaluated e, Chain chain) {
        if (chain.spend()) {
            return true;
        }
        LOG.warn(
                "process {} may send no more in its result {}: its first message has led to too much",
                from.id(),
                e.seq());
        return false;
    }

    /** Makes an item, which may be refused for what the process put into it. */
    private interface Making {
        DataItem make();
    }

    /** Puts something into a schedule. */
    private interface Sending {
        CompletionStage<Receipt> send();
    }

    private CompletableFuture<Void> send(LiveProcess to, LiveProcess from, Evaluated e, Chain chain, Making making) {
        DataItem[] item = new DataItem[1];
        return settle(
                chain,
                () -> {
                    item[0] = making.make();
                    return to.schedule(new LiveSchedule.Order(item[0], List.of(), e.depth() + 1, chain, true));
                },
                // There from an earlier life, perhaps not evaluated yet.
                () -> places.settled(to, item[0].id()),
                "message from process " + from.id() + " to " + to.id() + " in result " + e.seq());
    }

    /**
     * Counts it in the chain until it is evaluated, or here when it is not going to be.
     *
     * @param there completes when what is there already is settled
     */
    private CompletableFuture<Void> settle(
            Chain chain, Sending sending, Supplier<CompletionStage<?>> there, String what) {
        chain.begin();
        CompletionStage<Receipt> receipt;
        try {
            receipt = sending.send();
        } catch (RuntimeException e) {
            receipt = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Void> settled = new CompletableFuture<>();
        receipt.whenComplete((done, failure) -> {
            if (failure == null) {
                settled.complete(null);
                return;
            }
            switch (reason(failure)) {
                case UNAVAILABLE:
                    chain.end();
                    settled.completeExceptionally(failure);
                    break;
                case DUPLICATE:
                    there.get().whenComplete((result, stopped) -> chain.end());
                    settled.complete(null);
                    break;
                default:
                    LOG.warn("{} is not sent: {}", what, failure.getMessage());
                    chain.end();
                    settled.complete(null);
            }
        });
        return settled;
    }

    private static Reason reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof AoException refused ? refused.reason() : Reason.UNAVAILABLE;
    }

    private CompletableFuture<Void> spawn(LiveProcess from, Evaluated e, String slot, Outcome.Spawn wish, Chain chain) {
        DataItem process;
        try {
            ItemBuilder builder = item(from, e, slot, "Process", wish.tags())
                    .anchor(anchor(wish.anchor()))
                    .data(wish.data());
            if (wish.tags().stream().noneMatch(tag -> tag.name().equals("Scheduler"))) {
                builder.tag("Scheduler", address);
            }
            process = builder.sign(key);
        } catch (AoException refused) {
            LOG.warn("process {} cannot spawn in its result {}: {}", from.id(), e.seq(), refused.getMessage());
            return CompletableFuture.completedFuture(null);
        }
        // Held open for the notice, which follows when the process is there.
        chain.begin();
        CompletableFuture<Void> told = new CompletableFuture<>();
        chain.begin();
        places.spawn(process, e.depth() + 1, chain).whenComplete((receipt, failure) -> {
            Reason refusal = failure == null ? null : reason(failure);
            if (failure != null) {
                chain.end();
            }
            if (refusal == Reason.UNAVAILABLE) {
                told.completeExceptionally(failure);
            } else {
                boolean there = refusal == null || refusal == Reason.DUPLICATE;
                send(from, from, e, chain, () -> notice(from, e, slot, wish, process, there ? null : failure))
                        .whenComplete((ok, lost) -> {
                            if (lost == null) {
                                told.complete(null);
                            } else {
                                told.completeExceptionally(lost);
                            }
                        });
            }
            chain.end();
        });
        return told;
    }

    /** Tells a process what became of its spawn. */
    private DataItem notice(
            LiveProcess parent, Evaluated e, String slot, Outcome.Spawn wish, DataItem process, Throwable failure) {
        List<Tag> tags = new ArrayList<>();
        if (failure == null) {
            tags.add(new Tag("Action", "Spawned"));
            tags.add(new Tag("Process", process.id()));
        } else {
            tags.add(new Tag("Action", "Spawn-Error"));
            tags.add(new Tag("Error", String.valueOf(failure.getMessage())));
        }
        wish.tags().stream()
                .filter(tag -> !Set.of("Action", "Process", "Error").contains(tag.name()))
                .forEach(tags::add);
        return item(parent, e, slot + ".spawned", "Message", tags)
                .target(parent.id())
                .sign(key);
    }

    /** The beginning of an item: the process's own tags without those that are ours to say, then ours. */
    private ItemBuilder item(LiveProcess from, Evaluated e, String slot, String type, List<Tag> tags) {
        return DataItem.builder()
                .lenient()
                .tags(tags.stream().filter(tag -> !OURS.contains(tag.name())).toList())
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", type)
                .tag("From-Process", from.id())
                .tag("From-Module", from.environment().module())
                .tag("Pushed-For", e.pushedFor())
                .tag(SLOT, slot);
    }

    private static byte[] anchor(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length == ANCHOR ? bytes : new byte[0];
    }
}
