package io.fondaco.deal.engine;

import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A journal that does not take events of one kind at once. */
final class UnwillingJournal implements Journal {

    private enum How {
        /** The stage fails, as with a full disk. */
        FAILS,
        /** The call itself throws, as with text the store cannot hold. */
        THROWS,
        /** The event is held back until it is let go. */
        HOLDS
    }

    private final Journal inner;
    private final How how;
    private final String kind;
    private int times;
    private final LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

    private UnwillingJournal(Journal inner, How how, String kind, int times) {
        this.inner = inner;
        this.how = how;
        this.kind = kind;
        this.times = times;
    }

    static UnwillingJournal fails(Journal inner, String kind, int times) {
        return new UnwillingJournal(inner, How.FAILS, kind, times);
    }

    static UnwillingJournal throwsAt(Journal inner, String kind) {
        return new UnwillingJournal(inner, How.THROWS, kind, 1);
    }

    static UnwillingJournal holds(Journal inner, String kind) {
        return new UnwillingJournal(inner, How.HOLDS, kind, 1);
    }

    /** Waits for the event that is held back, and hands over what lets it go. */
    Runnable held() throws InterruptedException {
        return held.poll(10, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Override
    public synchronized CompletionStage<JournalEntry> append(NewEntry entry) {
        if (!entry.kind().equals(kind) || times == 0) {
            return inner.append(entry);
        }
        times--;
        switch (how) {
            case FAILS:
                return CompletableFuture.failedFuture(new StoreException("disk full"));
            case THROWS:
                throw new IllegalArgumentException("text that cannot be stored");
            default:
                CompletableFuture<JournalEntry> later = new CompletableFuture<>();
                held.add(() -> inner.append(entry).thenAccept(later::complete));
                return later;
        }
    }

    @Override
    public List<JournalEntry> read(String stream, long afterSeq, int limit) {
        return inner.read(stream, afterSeq, limit);
    }

    @Override
    public List<JournalEntry> readAll(long afterPosition, int limit) {
        return inner.readAll(afterPosition, limit);
    }
}
