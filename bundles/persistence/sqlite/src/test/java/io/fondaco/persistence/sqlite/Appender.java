package io.fondaco.persistence.sqlite;

import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;

/**
 * A process that appends without end, on several threads, each with a stream of its own, and prints {@code stream seq}
 * once an append has been acknowledged, {@code failed MESSAGE} when one was not. Arguments: file, name of the round.
 */
final class Appender {

    static final int THREADS = 8;

    private Appender() {}

    public static void main(String[] args) {
        // Never closed: this process ends by being killed.
        SqliteStore store = new SqliteStore(Path.of(args[0]), Settings.USUAL);
        for (int t = 0; t < THREADS; t++) {
            String stream = "deal/" + args[1] + "-" + t;
            new Thread(() -> append(store, stream)).start();
        }
    }

    private static void append(SqliteStore store, String stream) {
        Random random = new Random(stream.hashCode());
        long length = 0;
        while (true) {
            byte[] body = new byte[random.nextInt(2000)];
            random.nextBytes(body);
            Map<String, String> facets = Map.of("length", Long.toString(length + 1), "party", stream);
            NewEntry entry = new NewEntry(
                    stream, length, "Grew", length, body, Optional.of(new IndexRow("deal", stream, 1, facets, body)));
            try {
                JournalEntry stored = store.append(entry).toCompletableFuture().join();
                length = stored.seq();
                System.out.println(stream + " " + length);
            } catch (CompletionException e) {
                System.out.println("failed " + e.getCause().getMessage());
            }
        }
    }
}
