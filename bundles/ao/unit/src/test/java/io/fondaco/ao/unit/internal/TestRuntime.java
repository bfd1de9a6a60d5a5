package io.fondaco.ao.unit.internal;

import io.fondaco.ao.Tag;
import io.fondaco.ao.Tags;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs processes whose code is the class below: texts under names, told by Action what to do. Not thread-safe, as a runtime
 * need not be, and says so when two threads are in one instance.
 */
public final class TestRuntime implements ModuleRuntime {
    public static final String FORMAT = "test-java";

    /** Added to the gas of everything: a runtime that is not the one it was. */
    public volatile long skew;

    /** Makes states that are not what they were, with the same outcomes. */
    public volatile String salt = "";

    @Override
    public Set<String> formats() {
        return Set.of(FORMAT);
    }

    @Override
    public Instance begin(byte[] code, Environment environment, Limits limits) throws ModuleException {
        if (new String(code, StandardCharsets.UTF_8).contains("syntax error")) {
            throw new ModuleException("line 1: syntax error");
        }
        return new Book(environment, limits);
    }

    private final class Book implements Instance {
        private final Environment environment;
        private final Limits limits;
        private TreeMap<String, String> state = new TreeMap<>();
        private Thread inside;

        private Book(Environment environment, Limits limits) {
            this.environment = environment;
            this.limits = limits;
        }

        @Override
        public Turn evaluate(Message message) {
            return new Page(this, message, false);
        }

        @Override
        public Turn dryRun(Message message) {
            return new Page(this, message, true);
        }

        @Override
        public byte[] stateHash() {
            try {
                return MessageDigest.getInstance("SHA-256").digest((state + salt).getBytes(StandardCharsets.UTF_8));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public long memory() {
            return state.toString().length();
        }

        private synchronized void enter() {
            if (inside != null) {
                throw new AssertionError("two threads in one process");
            }
            inside = Thread.currentThread();
        }

        private synchronized void leave() {
            inside = null;
        }
    }

    private final class Page implements Turn {
        private final Book book;
        private final Message message;
        private final boolean dry;
        private long left;
        private Outcome outcome;

        private Page(Book book, Message message, boolean dry) {
            this.book = book;
            this.message = message;
            this.dry = dry;
            this.left = tag("Steps").map(Long::parseLong).orElse(100L);
        }

        private Optional<String> tag(String name) {
            return Tags.first(message.tags(), name);
        }

        @Override
        public boolean advance(long steps) {
            book.enter();
            try {
                if (outcome == null) {
                    left -= steps;
                    if (left <= 0) {
                        outcome = end();
                    }
                }
                return outcome != null;
            } finally {
                book.leave();
            }
        }

        private Outcome end() {
            long gas = tag("Steps").map(Long::parseLong).orElse(100L) + skew;
            if (gas > book.limits.gas()) {
                return failure("out of gas", book.limits.gas());
            }
            TreeMap<String, String> state = new TreeMap<>(book.state);
            List<Outcome.Sent> messages = new ArrayList<>();
            List<Outcome.Spawn> spawns = new ArrayList<>();
            List<Outcome.AssignmentWish> wishes = new ArrayList<>();
            String output = "";
            String action = message.cron()
                    ? "Tick"
                    : message.nonce() == 0 ? "Boot" : tag("Action").orElse("");
            String data = new String(message.data(), StandardCharsets.UTF_8);
            count(state, "count:" + action);
            switch (action) {
                case "Boot" -> state.put("boot", data + "@" + book.environment.process());
                case "Echo" -> output = data;
                case "Who" ->
                    output = "from " + message.from() + " owner " + message.owner() + " tags " + names(message.tags())
                            + " anchor " + message.anchor() + " readOnly " + message.readOnly();
                case "Set" -> state.put("value", data);
                case "Get" -> output = state.getOrDefault("value", "");
                case "Counts" -> output = state.toString();
                case "Tick" ->
                    state.merge(
                            "ticks",
                            tag("Name").orElse("") + "@" + message.timestamp() + "#" + message.blockHeight(),
                            (a, b) -> a + " " + b);
                case "Send" ->
                    messages.add(new Outcome.Sent(
                            tag("To").orElseThrow(),
                            message.data(),
                            tag("Anchor").orElse(""),
                            List.of(
                                    new Tag("Action", tag("Then").orElse("Echo")),
                                    new Tag("Data-Protocol", "forged"))));
                case "Send-Twice" -> {
                    Outcome.Sent one = new Outcome.Sent(
                            tag("To").orElseThrow(), message.data(), "", List.of(new Tag("Action", "Count")));
                    messages.add(one);
                    messages.add(one);
                }
                case "Ping" ->
                    messages.add(new Outcome.Sent(
                            tag("To").orElse(message.from()), new byte[0], "", List.of(new Tag("Action", "Ping"))));
                case "Bomb" -> {
                    for (int i = 0; i < 10; i++) {
                        messages.add(new Outcome.Sent(
                                book.environment.process(), new byte[0], "", List.of(new Tag("Action", "Bomb"))));
                    }
                }
                case "Spawn" ->
                    spawns.add(new Outcome.Spawn(
                            message.data(),
                            "",
                            List.of(new Tag("Module", tag("Module").orElseThrow()), new Tag("X", "y"))));
                case "Spawned" -> {
                    state.put("child:" + tag("Process").orElseThrow(), tag("X").orElse("") + " from " + message.from());
                }
                case "Spawn-Error" -> state.put("error", tag("Error").orElseThrow());
                case "Assign" ->
                    wishes.add(new Outcome.AssignmentWish(
                            List.of(tag("To").orElseThrow()), tag("Message").orElseThrow(), List.of("Data")));
                case "Fail" -> {
                    return failure("it failed: " + data, gas);
                }
                case "Throw" -> throw new IllegalStateException("a broken runtime");
                case "Sixty-Thousand" -> output = "x".repeat(2_000_000);
                default -> state.put("last", action + ":" + data);
            }
            if (!dry) {
                book.state = state;
            }
            return new Outcome(output, messages, spawns, wishes, Optional.empty(), gas);
        }

        private Outcome failure(String why, long gas) {
            return new Outcome("", List.of(), List.of(), List.of(), Optional.of(why), gas);
        }

        private static String names(List<Tag> tags) {
            return String.join(",", tags.stream().map(Tag::name).toList());
        }

        private static void count(Map<String, String> state, String name) {
            state.merge(name, "1", (a, b) -> Integer.toString(Integer.parseInt(a) + 1));
        }

        @Override
        public Outcome outcome() {
            if (outcome == null) {
                throw new IllegalStateException("it is not over");
            }
            return outcome;
        }

        @Override
        public void abandon() {
            outcome = failure("abandoned", 0);
        }
    }
}
