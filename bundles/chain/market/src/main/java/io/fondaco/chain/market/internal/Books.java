package io.fondaco.chain.market.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fondaco.chain.ChainException;
import io.fondaco.model.Cid;
import io.fondaco.model.Time;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The journal of what markets asked of the chain. What is recorded is durable before the ledger shows it. Everything but
 * {@link #ledger} is the clerk's: one thread at a time.
 *
 * <p>The stream is never shortened. A start folds some 100,000 events a second, and a deal leaves about ten.
 */
final class Books {
    private static final int CHUNK = 1000;
    private static final Map<String, Class<?>> KINDS = Arrays.stream(BookEvent.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private final String stream;
    private final Journal journal;
    private final Time time;
    private final JsonMapper json = new JsonMapper();
    private final Ledger ledger = new Ledger();
    private long length;
    /** A write failed: the journal may hold it all the same. */
    private boolean unsure;

    /** Takes up where the journal ends. @param chain genesis block: books of different chains are kept apart */
    Books(Journal journal, Time time, Cid chain) {
        this.stream = "chain/market/" + chain;
        this.journal = journal;
        this.time = time;
        replay();
    }

    Ledger ledger() {
        return ledger;
    }

    /** A name nothing had before. */
    String newId(String what) {
        return what + "/" + length + "-" + time.now().toEpochMilli();
    }

    /**
     * Stores an event, then shows it.
     *
     * @throws ChainException (UNAVAILABLE) when it could not be written; nothing has changed then
     */
    void record(BookEvent event) {
        catchUp();
        try {
            unsure = true;
            journal.append(new NewEntry(
                            stream,
                            length,
                            event.getClass().getSimpleName(),
                            time.now().toEpochMilli(),
                            bytes(event),
                            Optional.empty()))
                    .toCompletableFuture()
                    .join();
            unsure = false;
        } catch (StoreException | CompletionException failed) {
            throw unavailable("the journal does not take " + event, failed);
        }
        length++;
        ledger.fold(event);
    }

    /**
     * After a failed write: finds out whether the journal has it nevertheless. To be called before anything is decided.
     *
     * @throws ChainException (UNAVAILABLE) when the journal cannot be read
     */
    void catchUp() {
        if (unsure) {
            try {
                replay();
            } catch (StoreException failed) {
                throw unavailable("the journal " + stream + " cannot be read", failed);
            }
            unsure = false;
        }
    }

    private static ChainException unavailable(String what, RuntimeException why) {
        ChainException thrown = new ChainException(
                ChainException.Reason.UNAVAILABLE,
                what + ": " + Clerk.plain(why).getMessage());
        thrown.initCause(why);
        return thrown;
    }

    private void replay() {
        List<JournalEntry> chunk;
        do {
            chunk = journal.read(stream, length, CHUNK);
            for (JournalEntry entry : chunk) {
                ledger.fold(parse(entry));
                length++;
            }
        } while (chunk.size() == CHUNK);
    }

    private byte[] bytes(BookEvent event) {
        try {
            return json.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write " + event, e);
        }
    }

    private BookEvent parse(JournalEntry entry) {
        Class<?> kind = KINDS.get(entry.kind());
        if (kind == null) {
            throw new StoreException(
                    "event " + entry.seq() + " of " + stream + " is of a kind this version does not know: "
                            + entry.kind() + "; install the version that wrote it",
                    null);
        }
        try {
            return (BookEvent) json.readValue(entry.body(), kind);
        } catch (IOException e) {
            throw new StoreException(
                    "event " + entry.seq() + " of " + stream + " cannot be read: " + e.getMessage(), e);
        }
    }
}
