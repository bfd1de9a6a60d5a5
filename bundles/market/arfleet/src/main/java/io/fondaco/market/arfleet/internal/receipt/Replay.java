package io.fondaco.market.arfleet.internal.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import io.fondaco.ao.UnitTime;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;

/** A deal's process run over its schedule, within the limits of a unit. Runs only what it is given: see {@link Deals}. */
final class Replay {
    /** Steps of all lines together: a schedule that costs more is not gone through to its end. */
    static final long MOST_GAS = 50_000_000_000L;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SLICE = 10_000_000;

    private final Environment environment;
    private final Instance instance;
    private Assignment last;
    private long lines;
    private long errors;
    private long gas;

    /** Why a replay ended early. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message);
        }
    }

    Replay(DataItem process, DataItem module, String scheduler, ModuleRuntime runtime) throws Broken {
        this.environment = Environment.of(process, module, scheduler);
        try {
            this.instance = runtime.begin(module.data(), environment, Limits.of(module, Limits.USUAL));
        } catch (ModuleException e) {
            throw new Broken("the program does not compile: " + e.getMessage());
        } catch (RuntimeException e) {
            throw new Broken("the program cannot be run: " + e);
        }
    }

    /** Evaluates the next line. A line that ends in an error changes nothing, here as in the unit. */
    void take(Scheduled line) throws Broken {
        Outcome outcome = run(() -> instance.evaluate(Message.of(line, environment)));
        last = line.assignment();
        lines++;
        if (outcome.error().isPresent()) {
            errors++;
        }
        if (lines == 1 && outcome.error().isPresent()) {
            throw new Broken("the process did not begin: " + outcome.error().get());
        }
    }

    /** What the deal says of itself at the time of the last line. */
    JsonNode state() throws Broken {
        DryRun question = new DryRun(
                environment.process(),
                DryRun.UNTOLD,
                DryRun.UNTOLD,
                "0",
                List.of(new Tag("Action", "GetState")),
                new byte[0]);
        UnitTime time = new UnitTime(last.timestamp(), last.blockHeight());
        Outcome outcome = run(() -> instance.dryRun(Message.tried(question, last.nonce() + 1, time)));
        if (outcome.error().isPresent() || outcome.messages().isEmpty()) {
            throw new Broken(
                    "the deal does not tell its state: " + outcome.error().orElse("it says nothing"));
        }
        try {
            return JSON.readTree(outcome.messages().get(0).data());
        } catch (IOException e) {
            throw new Broken("the deal tells its state in no JSON: " + e.getMessage());
        }
    }

    String stateHash() {
        return HexFormat.of().formatHex(instance.stateHash());
    }

    String told() {
        return "the program was run over " + lines + " lines in " + gas + " steps"
                + (errors == 0 ? "" : "; lines that came to an error and changed nothing: " + errors);
    }

    /** Begins an evaluation. */
    private interface Begin {
        Turn turn();
    }

    private Outcome run(Begin begin) throws Broken {
        Outcome outcome;
        try {
            Turn turn = begin.turn();
            while (!turn.advance(SLICE)) {
                if (Thread.currentThread().isInterrupted()) {
                    turn.abandon();
                    throw new Broken("it was interrupted after line " + lines);
                }
            }
            outcome = turn.outcome();
        } catch (RuntimeException | StackOverflowError e) {
            throw new Broken("the runtime fails after line " + lines + ": " + e);
        }
        gas += outcome.gasUsed();
        if (gas > MOST_GAS) {
            throw new Broken("line " + lines + " brings it to " + gas + " steps, more than " + MOST_GAS);
        }
        return outcome;
    }
}
