package io.fondaco.chain.market.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.Included;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what becomes of messages, and tells those who follow them once it is deep enough to stay. */
final class Receipts {
    private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

    private final ChainState chain;
    private final MessagePool pool;
    private final Ledger ledger;
    private final Clerk clerk;
    /** The clerk's. */
    private final Map<Follower, Cid> followers = new HashMap<>();
    /** What messages that are not on the chain say, as long as the pool knew it. */
    private final Map<Cid, Message> known = new ConcurrentHashMap<>();
    /** By which message the nonce of another was used, found by looking through the chain. */
    private final Map<Cid, Cid> displaced = new ConcurrentHashMap<>();

    Receipts(ChainState chain, MessagePool pool, Ledger ledger, Clerk clerk) {
        this.chain = chain;
        this.pool = pool;
        this.ledger = ledger;
        this.clerk = clerk;
    }

    /**
     * What became of a message.
     *
     * @param by the message that used its nonce: itself, or another one
     * @param meant whether that one does the same
     */
    record Fate(Included by, boolean meant) {
        Receipt receipt() {
            // A message whose nonce another one used can only end with this code.
            return meant
                    ? new Receipt(
                            by.cid(),
                            by.height(),
                            (int) by.receipt().exitCode(),
                            by.receipt().returned())
                    : new Receipt(by.cid(), by.height(), ExitCode.SYS_SENDER_STATE_INVALID, new byte[0]);
        }
    }

    private static final class Follower {
        private final Consumer<Receipt> then;
        private final Executor teller;
        private final AtomicBoolean over = new AtomicBoolean();

        Follower(Consumer<Receipt> then, Executor teller) {
            this.then = then;
            this.teller = teller;
        }

        void tell(Receipt receipt) {
            teller.execute(() -> {
                if (!over.compareAndSet(false, true)) {
                    return;
                }
                try {
                    then.accept(receipt);
                } catch (RuntimeException | LinkageError broken) {
                    LOG.warn("who followed message {} failed on its receipt", receipt.message(), broken);
                }
            });
        }
    }

    /** Tells once, in the teller's turn. */
    Registration follow(Cid message, Consumer<Receipt> then, Executor teller) {
        Follower follower = new Follower(Objects.requireNonNull(then, "then"), teller);
        clerk.run(() -> {
            if (!follower.over.get()) {
                followers.put(follower, message);
                look(follower, message, new HashMap<>());
            }
        });
        return () -> {
            follower.over.set(true);
            clerk.run(() -> followers.remove(follower));
        };
    }

    /** The clerk's. */
    void headMoved() {
        Map<Cid, Optional<Receipt>> looked = new HashMap<>();
        Map.copyOf(followers).forEach((follower, message) -> {
            try {
                look(follower, message, looked);
            } catch (RuntimeException unclear) {
                LOG.warn("what became of message {} is looked up again with the next head", message, unclear);
            }
        });
        known.keySet().retainAll(followers.values());
        displaced.keySet().retainAll(followers.values());
    }

    private void look(Follower follower, Cid message, Map<Cid, Optional<Receipt>> looked) {
        looked.computeIfAbsent(message, this::settled).ifPresent(receipt -> {
            followers.remove(follower);
            follower.tell(receipt);
        });
    }

    /** What became of a message, once it is settled. */
    private Optional<Receipt> settled(Cid message) {
        if (chain.past()) {
            // Who is told may ask for more, which a head of the past does not know.
            return Optional.empty();
        }
        Epoch head = chain.node().head().height();
        return ledger.key(message).flatMap(ledger::receipt).or(() -> fate(message)
                .filter(fate -> head.since(fate.by().height()) >= chain.confidence())
                .map(Fate::receipt));
    }

    /** What became of a message on the head's chain, however deep it is. */
    Optional<Fate> fate(Cid message) {
        FullNode node = chain.node();
        Optional<Included> itself = node.find(message);
        if (itself.isPresent()) {
            return itself.map(there -> new Fate(there, true));
        }
        Message said = known.computeIfAbsent(
                message, cid -> pool.find(cid).map(SignedMessage::message).orElse(null));
        return pool.displacedBy(message)
                .flatMap(node::find)
                .or(() -> ledger.key(message)
                        .flatMap(pool::sentFor)
                        .filter(cid -> !cid.equals(message))
                        .flatMap(node::find))
                .or(() -> Optional.ofNullable(said).flatMap(m -> usedBy(message, m)))
                .map(by -> new Fate(by, said == null || sameButForGas(said, by.message())));
    }

    /** Looks through the chain for the message that used the nonce of another one. */
    private Optional<Included> usedBy(Cid cid, Message message) {
        Optional<Included> before = Optional.ofNullable(displaced.get(cid)).flatMap(chain.node()::find);
        if (before.isPresent()) {
            return before;
        }
        Tipset head = chain.node().head();
        if (!chain.at(head, view -> used(view.tree().actor(message.from()), message))) {
            return Optional.empty();
        }
        Epoch when = chain.first(
                Epoch.of(-1), head.height(), view -> used(view.tree().actor(message.from()), message));
        Optional<Included> found = chain
                .node()
                .executed(chain.node().tipsetAt(when).key())
                .stream()
                .filter(m -> m.message().nonce() == message.nonce() && sameSender(m.message(), message))
                .findFirst();
        found.ifPresent(by -> displaced.put(cid, by.cid()));
        return found;
    }

    private static boolean used(Optional<ActorEntry> sender, Message message) {
        return sender.filter(actor -> actor.nonce() > message.nonce()).isPresent();
    }

    private boolean sameSender(Message one, Message other) {
        Address a = one.from();
        Address b = other.from();
        return a.equals(b) || chain.id(a).equals(chain.id(b));
    }

    private static boolean sameButForGas(Message one, Message other) {
        return one.to().equals(other.to())
                && one.value().equals(other.value())
                && one.method() == other.method()
                && Arrays.equals(one.params(), other.params());
    }
}
