package io.fondaco.sector.pipeline.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The book and its journal: an event is shown only once it is durable. Everything but {@link #read} is for one thread at a
 * time.
 */
final class SectorJournal {

    private static final int CHUNK = 1000;
    private static final Map<String, Class<?>> KINDS = Arrays.stream(SectorEvent.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, c -> c));

    private final String stream;
    private final Journal journal;
    private final Time time;
    private final JsonMapper json = new JsonMapper();
    private final Book book = new Book();
    private long length;
    /** A write failed: the journal may hold it all the same. */
    private boolean unsure = true;

    /** Takes up where the journal ends. @param chain genesis block: sectors of different chains are kept apart */
    SectorJournal(Journal journal, Time time, Cid chain) {
        this.stream = "sector/pipeline/" + chain;
        this.journal = journal;
        this.time = time;
        catchUp();
    }

    /** Looks at what is durable; events wait meanwhile, so be quick. */
    <T> T read(Function<Book, T> look) {
        synchronized (book) {
            return look.apply(book);
        }
    }

    /** What is durable, for the one thread that changes it. */
    Book book() {
        return book;
    }

    /** Stores an event, then shows it. @throws StoreException when it could not be written; nothing is shown then */
    void record(SectorEvent event) {
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
        List<JournalEntry> chunk;
        do {
            chunk = journal.read(stream, length, CHUNK);
            for (JournalEntry entry : chunk) {
                show(parse(entry));
                length++;
            }
        } while (chunk.size() == CHUNK);
        unsure = false;
    }

    private void show(SectorEvent event) {
        synchronized (book) {
            book.fold(event);
        }
    }

    private byte[] bytes(SectorEvent event) {
        try {
            return json.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write " + event, e);
        }
    }

    private SectorEvent parse(JournalEntry entry) {
        Class<?> kind = KINDS.get(entry.kind());
        if (kind == null) {
            throw new StoreException(
                    "event " + entry.seq() + " of " + stream + " is of a kind this version does not know: "
                            + entry.kind() + "; install the version that wrote it",
                    null);
        }
        try {
            return (SectorEvent) json.readValue(entry.body(), kind);
        } catch (IOException e) {
            throw new StoreException(
                    "event " + entry.seq() + " of " + stream + " cannot be read: " + e.getMessage(), e);
        }
    }
}
