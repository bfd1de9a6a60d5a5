package io.fondaco.chain.market;

import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Ends a process at a step: before or after one of its writes or sends, counted from 0. From then on nothing it does has any
 * effect.
 */
final class Fuse {
    /** The process is no more. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed");
        }
    }

    private final int last;
    private int steps;
    private boolean blown;

    Fuse(int last) {
        this.last = last;
    }

    boolean blown() {
        return blown;
    }

    private void step() {
        alive();
        if (steps++ == last) {
            blown = true;
            throw new Killed();
        }
    }

    private void alive() {
        if (blown) {
            throw new Killed();
        }
    }

    Journal journal(Journal real) {
        return new Journal() {
            @Override
            public CompletionStage<JournalEntry> append(NewEntry entry) {
                step();
                CompletionStage<JournalEntry> stored = real.append(entry);
                step();
                return stored;
            }

            @Override
            public List<JournalEntry> read(String stream, long afterSeq, int limit) {
                alive();
                return real.read(stream, afterSeq, limit);
            }

            @Override
            public List<JournalEntry> readAll(long afterPosition, int limit) {
                alive();
                return real.readAll(afterPosition, limit);
            }
        };
    }

    MessagePool pool(MessagePool real) {
        return new MessagePool() {
            @Override
            public CompletionStage<Cid> push(SignedMessage message) {
                alive();
                return real.push(message);
            }

            @Override
            public CompletionStage<SignedMessage> send(Outgoing message) {
                step();
                CompletionStage<SignedMessage> sent = real.send(message);
                step();
                return sent;
            }

            @Override
            public CompletionStage<SignedMessage> replace(Cid pending, Optional<TokenAmount> maxFee) {
                alive();
                return real.replace(pending, maxFee);
            }

            @Override
            public List<SignedMessage> pending() {
                return real.pending();
            }

            @Override
            public Optional<SignedMessage> find(Cid message) {
                return real.find(message);
            }

            @Override
            public Optional<Cid> sentFor(String key) {
                return real.sentFor(key);
            }

            @Override
            public Optional<Cid> displacedBy(Cid message) {
                return real.displacedBy(message);
            }

            @Override
            public long nextNonce(Address account) {
                return real.nextNonce(account);
            }
        };
    }
}
