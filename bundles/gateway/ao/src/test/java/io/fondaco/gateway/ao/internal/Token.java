package io.fondaco.gateway.ao.internal;

import io.fondaco.ao.Tag;
import io.fondaco.ao.Tags;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs one kind of process: a token whose owner has a thousand to begin with. */
final class Token implements ModuleRuntime {
    static final String FORMAT = "token-java";

    @Override
    public Set<String> formats() {
        return Set.of(FORMAT);
    }

    @Override
    public Instance begin(byte[] code, Environment environment, Limits limits) {
        return new Ledger(environment);
    }

    private static final class Ledger implements Instance {
        private final Environment environment;
        private TreeMap<String, Long> balances = new TreeMap<>();

        private Ledger(Environment environment) {
            this.environment = environment;
        }

        @Override
        public Turn evaluate(Message message) {
            return new Line(this, message, false);
        }

        @Override
        public Turn dryRun(Message message) {
            return new Line(this, message, true);
        }

        @Override
        public byte[] stateHash() {
            byte[] hash = new byte[32];
            hash[0] = (byte) balances.hashCode();
            return hash;
        }

        @Override
        public long memory() {
            return balances.size();
        }
    }

    private static final class Line implements Turn {
        private final Ledger ledger;
        private final Message message;
        private final boolean dry;
        private long left;
        private Outcome outcome;

        private Line(Ledger ledger, Message message, boolean dry) {
            this.ledger = ledger;
            this.message = message;
            this.dry = dry;
            this.left = tag("Action").equals("Spin") ? Long.MAX_VALUE / 2 : 1;
        }

        private String tag(String name) {
            return Tags.first(message.tags(), name).orElse("");
        }

        @Override
        public boolean advance(long steps) {
            left -= steps;
            if (left <= 0 && outcome == null) {
                TreeMap<String, Long> balances = new TreeMap<>(ledger.balances);
                outcome = end(balances);
                if (!dry && outcome.error().isEmpty()) {
                    ledger.balances = balances;
                }
            }
            return outcome != null;
        }

        private Outcome end(TreeMap<String, Long> balances) {
            if (message.nonce() == 0) {
                balances.put(ledger.environment.owner(), 1000L);
                return output("\"spawned\"");
            }
            switch (tag("Action")) {
                case "Transfer":
                    long quantity = Long.parseLong(tag("Quantity"));
                    long has = balances.getOrDefault(message.from(), 0L);
                    if (quantity > has) {
                        return new Outcome(
                                "", List.of(), List.of(), List.of(), Optional.of("Insufficient Balance!"), 7);
                    }
                    balances.put(message.from(), has - quantity);
                    balances.merge(tag("Recipient"), quantity, Long::sum);
                    return new Outcome(
                            "{\"moved\":" + quantity + "}",
                            List.of(new Outcome.Sent(
                                    tag("Recipient"),
                                    ("credit " + quantity).getBytes(StandardCharsets.UTF_8),
                                    "%032d".formatted(1),
                                    List.of(new Tag("Action", "Credit-Notice"), new Tag("Sender", message.from())))),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            7);
                case "Balance":
                    return output(Long.toString(balances.getOrDefault(tag("Account"), 0L)));
                case "Echo":
                    return output(new String(message.data(), StandardCharsets.UTF_8));
                default:
                    return output("");
            }
        }

        private static Outcome output(String text) {
            return new Outcome(text, List.of(), List.of(), List.of(), Optional.empty(), 7);
        }

        @Override
        public Outcome outcome() {
            return outcome;
        }

        @Override
        public void abandon() {
            outcome = output("");
        }
    }
}
