package io.fondaco.chain.pretend.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger and its journal. An event is first tried on a copy that nobody sees, then appended, and shown only once it
 * is durable: a failed write leaves what is shown as it was, and whoever reads never waits for the disk.
 *
 * <p>Everything but {@link #read} is the clerk's: one thread at a time.
 *
 * <p>There are no snapshots. They would be a second encoding of all of the ledger, bound to agree with the fold for ever,
 * and save little: a start folds some 100,000 events a second.
 */
final class Books {

    private static final Logger LOG = LoggerFactory.getLogger(Books.class);
    private static final String STREAM = "chain/pretend";
    private static final int CHUNK = 1000;
    private static final Map<String, Class<?>> KINDS = Arrays.stream(LedgerEvent.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, c -> c));

    private final Journal journal;
    private final BiConsumer<LedgerEvent, Ledger> tell;
    private final JsonMapper json = new JsonMapper();
    private final Object lock = new Object();
    private final Ledger shown = new Ledger();
    /** What is shown, and the event that is being written. */
    private Ledger trial;

    private long length;
    /** A write failed: the journal may hold it all the same. */
    private boolean unsure;

    /**
     * Takes up where the journal ends.
     *
     * @param tell told of every event that is shown from now on, with a lock held: must only pass it on
     */
    Books(Journal journal, BiConsumer<LedgerEvent, Ledger> tell) {
        this.journal = journal;
        this.tell = tell;
        replay(shown::fold);
        List<String> faults = shown.faults();
        if (!faults.isEmpty()) {
            throw new StoreException(
                    "the journal " + STREAM + " does not balance after " + length + " events: "
                            + String.join("; ", faults) + "; put back a backup",
                    null);
        }
        trial = shown.copy();
    }

    /** Looks at what is durable; other events wait meanwhile, so be quick. */
    <T> T read(Function<Ledger, T> look) {
        synchronized (lock) {
            return look.apply(shown);
        }
    }

    /** What is durable, for the clerk, who alone changes it. */
    Ledger ledger() {
        return shown;
    }

    /**
     * Stores an event, then shows it.
     *
     * @throws IllegalStateException when the books would not balance with it
     * @throws StoreException when it could not be written; nothing has changed then
     */
    void record(LedgerEvent event, long atMillis) {
        byte[] body = bytes(event);
        try {
            trial.apply(event);
            unsure = true;
            journal.append(new NewEntry(
                            STREAM, length, event.getClass().getSimpleName(), atMillis, body, Optional.empty()))
                    .toCompletableFuture()
                    .join();
            unsure = false;
        } catch (RuntimeException | Error failed) {
            LOG.warn("nothing is changed by {}: {}", event, failed.toString());
            trial = shown.copy();
            throw failed;
        }
        length++;
        show(event);
    }

    /**
     * After a failed write: finds out whether the journal has it nevertheless. To be called before anything is decided.
     *
     * @throws StoreException when the journal cannot be read
     */
    void catchUp() {
        if (!unsure) {
            return;
        }
        replay(this::show);
        trial = shown.copy();
        unsure = false;
    }

    private void show(LedgerEvent event) {
        synchronized (lock) {
            shown.fold(event);
            tell.accept(event, shown);
        }
    }

    private void replay(Consumer<LedgerEvent> each) {
        List<JournalEntry> chunk;
        do {
            chunk = journal.read(STREAM, length, CHUNK);
            for (JournalEntry entry : chunk) {
                each.accept(parse(entry));
                length++;
            }
        } while (chunk.size() == CHUNK);
    }

    private byte[] bytes(LedgerEvent event) {
        try {
            return json.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write " + event, e);
        }
    }

    private LedgerEvent parse(JournalEntry entry) {
        Class<?> kind = KINDS.get(entry.kind());
        if (kind == null) {
            throw new StoreException(
                    "event " + entry.seq() + " of " + STREAM + " is of a kind this version does not know: "
                            + entry.kind() + "; install the version that wrote it",
                    null);
        }
        try {
            return (LedgerEvent) json.readValue(entry.body(), kind);
        } catch (IOException e) {
            throw new StoreException(
                    "event " + entry.seq() + " of " + STREAM + " cannot be read: " + e.getMessage(), e);
        }
    }
}
