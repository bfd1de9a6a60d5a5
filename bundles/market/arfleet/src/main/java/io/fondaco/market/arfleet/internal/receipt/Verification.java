package io.fondaco.market.arfleet.internal.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoException;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.BundleReader;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.arfleet.ArFleetException;
import io.fondaco.arfleet.Receipts;
import io.fondaco.arfleet.Receipts.Verdict;
import io.fondaco.market.arfleet.internal.DealTerms;
import io.fondaco.market.arfleet.internal.GenuineDeal;
import io.fondaco.market.arfleet.internal.Programs;
import io.fondaco.market.arfleet.internal.receipt.Findings.Respect;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One receipt being checked, from its first item to its last. A line is run once it and all before it are found good, and
 * nothing is run any more once something is not.
 */
final class Verification {
    private final ModuleRuntime runtime;
    private final Findings findings = new Findings();
    private final Set<String> seen = new HashSet<>();
    private DataItem process;
    private Optional<String> scheduler = Optional.empty();
    private Optional<DealTerms> terms = Optional.empty();
    private Replay replay;
    private Assignment last;
    private long lines;
    private JsonNode state;
    private String stateHash = "";

    /** @param runtime of the format {@link Programs#FORMAT} */
    Verification(ModuleRuntime runtime) {
        this.runtime = runtime;
    }

    Verdict of(InputStream receipt) throws IOException {
        BundleReader items;
        try {
            items = new BundleReader(receipt, Receipts.MOST_BYTES);
            if (items.count() < 3 || items.count() % 2 == 0) {
                throw new ArFleetException("this is no receipt: a bundle of " + items.count()
                        + " items is none of a program, a process and two for each line but one");
            }
            DataItem module = signed(items);
            process = signed(items);
            begin(module);
            line(process, signed(items));
            while (lines < (items.count() - 1) / 2) {
                DataItem message = signed(items);
                line(message, signed(items));
            }
            // Looks that there is nothing after it.
            items.next();
        } catch (AoException e) {
            throw new ArFleetException("this is no receipt: " + e.getMessage(), e);
        }
        findings.right(Respect.SIGNATURES, items.count() + " items, each signed by its owner");
        findings.right(
                Respect.SCHEDULE,
                lines + " lines without a gap, each chained to the one before, the last of "
                        + Instant.ofEpochMilli(last == null ? 0 : last.timestamp())
                        + "; what the schedule may have had after it is not in here");
        findings.right(
                Respect.SCHEDULER, "every line is signed by " + scheduler.orElse("") + ", the unit the process names");
        if (findings.sound()) {
            end();
        }
        return verdict();
    }

    private DataItem signed(BundleReader items) throws IOException {
        DataItem item = items.next().orElseThrow(() -> new IllegalStateException("counted wrong"));
        if (!item.verify()) {
            findings.wrong(
                    Respect.SIGNATURES, "item " + item.id() + " is not signed by " + item.address() + ", its owner");
        }
        return item;
    }

    // ---- the program and the process

    private void begin(DataItem module) {
        findings.wrong(Respect.PROGRAM, GenuineDeal.program(module));
        if (!GenuineDeal.module(process).equals(Optional.of(module.id()))) {
            findings.wrong(
                    Respect.PROGRAM,
                    "the process runs module " + GenuineDeal.module(process).orElse("none") + ", here is "
                            + module.id());
        }
        findings.right(
                Respect.PROGRAM, "module " + module.id() + " is the deals' program, SHA-256 " + Programs.DEAL.hash());
        if (!process.tag("Type").equals(Optional.of("Process"))) {
            findings.wrong(Respect.PROCESS, "item " + process.id() + " is no process by its tag Type");
        }
        findings.wrong(Respect.PROCESS, GenuineDeal.alone(process));
        findings.right(
                Respect.PROCESS,
                "process " + process.id() + " of " + process.address() + " hears the schedule and nobody else");
        scheduler = GenuineDeal.scheduler(process);
        try {
            terms = Optional.of(DealTerms.of(process.tags()));
            findings.right(Respect.TERMS, "the terms are the process's own, signed with it");
        } catch (IllegalArgumentException e) {
            findings.wrong(Respect.TERMS, e.getMessage());
        }
        if (findings.sound()) {
            try {
                replay = new Replay(process, module, scheduler.orElseThrow(), runtime);
            } catch (Replay.Broken e) {
                findings.wrong(Respect.REPLAY, e.getMessage());
            }
        }
    }

    // ---- lines

    private void line(DataItem message, DataItem item) {
        long nonce = lines++;
        Assignment assignment;
        try {
            assignment = Assignment.of(item);
        } catch (AoException e) {
            findings.wrong(Respect.SCHEDULE, "line " + nonce + ": " + e.getMessage());
            return;
        }
        place(nonce, message, assignment)
                .ifPresent(why -> findings.wrong(Respect.SCHEDULE, "line " + nonce + " " + why));
        if (!scheduler.equals(Optional.of(item.address()))) {
            findings.wrong(
                    Respect.SCHEDULER,
                    "line " + nonce + " is signed by " + item.address() + ", the process's unit is "
                            + scheduler.orElse("not named"));
        }
        last = assignment;
        if (findings.sound()) {
            try {
                replay.take(new Scheduled(assignment, message));
            } catch (Replay.Broken e) {
                findings.wrong(Respect.REPLAY, e.getMessage());
            }
        }
    }

    /** What is wrong with a line's place in the schedule. */
    private Optional<String> place(long nonce, DataItem message, Assignment assignment) {
        if (!assignment.process().equals(process.id())) {
            return Optional.of("is of process " + assignment.process());
        }
        if (!assignment.message().equals(message.id())) {
            return Optional.of("is about message " + assignment.message() + ", here is " + message.id());
        }
        if (!seen.add(message.id())) {
            return Optional.of("has message " + message.id() + " a second time");
        }
        if (assignment.nonce() != nonce || assignment.epoch() != 0) {
            return Optional.of("says it is nonce " + assignment.nonce() + " of epoch " + assignment.epoch());
        }
        // With a line before it that cannot be read this has been told already.
        Optional<String> chain = nonce == 0
                ? Optional.of(Assignment.firstHashChain(process.id()))
                : Optional.ofNullable(last).map(Assignment::nextHashChain);
        if (!chain.equals(Optional.of(assignment.hashChain()))) {
            return Optional.of("does not follow from the one before: its hash chain is " + assignment.hashChain());
        }
        if (last != null && assignment.timestamp() < last.timestamp()) {
            return Optional.of("is of an earlier time than the one before");
        }
        return Optional.empty();
    }

    // ---- what it comes to

    private void end() {
        DealTerms agreed = terms.orElseThrow();
        try {
            stateHash = replay.stateHash();
            state = replay.state();
        } catch (Replay.Broken e) {
            findings.wrong(Respect.REPLAY, e.getMessage());
            return;
        }
        findings.right(Respect.REPLAY, replay.told());
        if (text("Status").equals("Invalid")) {
            findings.wrong(Respect.TERMS, "the deal itself refuses its terms: " + text("Why"));
            return;
        }
        if (!text("Client").equals(agreed.client())
                || !text("Provider").equals(agreed.provider())
                || !text("Token").equals(agreed.token())) {
            findings.wrong(Respect.TERMS, "the deal runs on other terms than its tags say");
        }
        BigInteger owed = BigInteger.ZERO;
        for (JsonNode one : state.path("Owed")) {
            owed = owed.add(new BigInteger(one.asText()));
        }
        BigInteger sending = BigInteger.ZERO;
        for (JsonNode one : state.path("Sending")) {
            sending = sending.add(new BigInteger(one.path("amount").asText()));
        }
        BigInteger paid = BigInteger.ZERO;
        for (JsonNode one : state.path("Paid")) {
            paid = paid.add(new BigInteger(one.asText()));
        }
        BigInteger offered = new BigInteger(state.path("Offered").path("Reward").asText("0"));
        BigInteger held = new BigInteger(text("Reward"))
                .add(new BigInteger(text("Collateral")))
                .add(offered);
        BigInteger kept = held.add(owed).add(sending).add(paid);
        String told = text("Received") + " came in: " + held + " held, " + paid + " paid out, " + sending
                + " on its way, " + owed + " owed; token " + agreed.token();
        boolean whole = kept.toString().equals(text("Received")) && text("Kept").equals(text("Received"));
        if (whole) {
            findings.right(Respect.MONEY, told);
        } else {
            findings.wrong(Respect.MONEY, told);
        }
    }

    private String text(String field) {
        return state == null ? "" : state.path(field).asText();
    }

    private Verdict verdict() {
        var checks = findings.checks();
        return new Verdict(
                checks.stream().allMatch(check -> check.holds()),
                checks,
                process.id(),
                terms.map(DealTerms::client).orElse(""),
                terms.map(DealTerms::provider).orElse(""),
                scheduler.orElse(""),
                text("Status"),
                lines,
                Optional.ofNullable(last).map(line -> Instant.ofEpochMilli(line.timestamp())),
                state == null ? 0 : state.path("Passes").asLong(),
                state == null ? 0 : state.path("Misses").asLong(),
                terms.map(agreed -> agreed.reward().toString()).orElse(""),
                terms.map(agreed -> agreed.collateral().toString()).orElse(""),
                text("Received"),
                text("Slashed"),
                state == null
                        ? ""
                        : state.path("Paid")
                                .path(terms.orElseThrow().provider())
                                .asText("0"),
                stateHash);
    }
}
