package io.fondaco.ao.unit.internal;

import io.fondaco.ao.Assignment;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Scheduled;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.Page;
import io.fondaco.persistence.Blob;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Draft;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.IndexQuery;
import io.fondaco.persistence.IndexRow;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.JournalEntry;
import io.fondaco.persistence.NewEntry;
import io.fondaco.persistence.StoreException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What the unit keeps: for each process one stream with its schedule and one with its results, where line n is nonce n - 1
 * or result n, and rows to find messages in them. Bytes of up to {@link #INLINE} lie in the stream itself, so that a line
 * is one write; larger ones lie in a blob that is written before the line that names it, where a kill in between leaves
 * bytes that nobody names and nothing else.
 */
public final class Store {
    /** Bytes of an item, or of an outcome, that a line of a stream may hold. */
    static final int INLINE = 64 << 10;

    /** Lines that are read at once: they may be of {@link #INLINE} bytes each. */
    static final int CHUNK = 64;

    /** Bytes after which a page of lines ends: each may be of 10 MiB. */
    static final int PAGE = 16 << 20;

    private static final String PROCESSES = "ao-processes";
    private static final String MESSAGES = "ao-messages";
    private static final String RESULTS = "ao-results";
    private static final String MODULES = "ao-modules";
    private static final String MONITORS = "ao-monitors";
    private static final String ORDERS = "ao-orders";
    private static final byte VERSION = 1;

    private final Journal journal;
    private final Index index;
    private final Blobs blobs;

    public Store(Journal journal, Index index, Blobs blobs) {
        this.journal = journal;
        this.index = index;
        this.blobs = blobs;
    }

    private static String schedule(String process) {
        return "ao/schedule/" + process;
    }

    private static String results(String process) {
        return "ao/results/" + process;
    }

    private static String key(String process, String message) {
        return process + "/" + message;
    }

    // ---- bytes that may be large

    private void spill(DataOutputStream out, byte[] bytes) throws IOException {
        boolean large = bytes.length > INLINE;
        out.writeBoolean(large);
        if (large) {
            Fields.bytes(out, keep(bytes).toBytes());
        } else {
            Fields.bytes(out, bytes);
        }
    }

    private byte[] unspill(DataInputStream in) throws IOException {
        boolean large = in.readBoolean();
        byte[] bytes = Fields.bytes(in);
        return large ? fetch(Cid.fromBytes(bytes)) : bytes;
    }

    private Cid keep(byte[] bytes) {
        Cid cid = Cid.v1(Cid.RAW, Multihash.sha256(bytes));
        if (blobs.find(cid).isPresent()) {
            return cid;
        }
        try {
            Draft draft = blobs.draft("ao-" + UUID.randomUUID());
            Files.write(draft.path(), bytes);
            draft.commit(cid);
            return cid;
        } catch (IOException e) {
            throw new StoreException("cannot keep " + bytes.length + " bytes: " + e.getMessage(), e);
        }
    }

    private byte[] fetch(Cid cid) {
        Blob blob = blobs.find(cid)
                .orElseThrow(() -> new StoreException("blob " + cid + ", which an ao schedule names, is gone"));
        try {
            return Files.readAllBytes(blob.path());
        } catch (IOException e) {
            throw new StoreException("cannot read " + blob.path() + ": " + e.getMessage(), e);
        }
    }

    // ---- schedules

    /** Appends a line to a schedule. What must be written before the line is written when this returns. */
    CompletionStage<JournalEntry> append(Entry entry) {
        Assignment assignment = entry.scheduled().assignment();
        DataItem message = entry.scheduled().message();
        byte[] body = Fields.write(out -> {
            out.writeByte(VERSION);
            out.writeInt(entry.depth());
            Fields.bytes(out, assignment.item().toBytes());
            spill(out, message.toBytes());
        });
        String process = assignment.process();
        IndexRow row = entry.nonce() == 0
                ? new IndexRow(
                        PROCESSES, process, assignment.timestamp(), Map.of("owner", message.address()), new byte[0])
                : new IndexRow(
                        MESSAGES,
                        key(process, message.id()),
                        entry.nonce(),
                        Map.of("process", process, "message", message.id()),
                        new byte[0]);
        return journal.append(new NewEntry(
                schedule(process), entry.nonce(), "scheduled", assignment.timestamp(), body, Optional.of(row)));
    }

    private Entry entry(JournalEntry line) {
        return Fields.read(line.body(), in -> {
            if (in.readByte() != VERSION) {
                throw new IOException("line " + line.seq() + " of " + line.stream() + " is of a newer version");
            }
            int depth = in.readInt();
            Assignment assignment = Assignment.of(DataItem.read(Fields.bytes(in)));
            return new Entry(new Scheduled(assignment, DataItem.read(unspill(in))), depth);
        });
    }

    /** Lines from a nonce on; fewer than the limit, but not none, when they hold more than {@link #PAGE} together. */
    List<Entry> schedule(String process, long fromNonce, int limit) {
        return page(schedule(process), fromNonce, limit, this::entry, entry -> entry.scheduled()
                .message()
                .length());
    }

    private <T> List<T> page(
            String stream, long after, int limit, Function<JournalEntry, T> decode, ToIntFunction<T> length) {
        List<T> page = new ArrayList<>();
        long bytes = 0;
        while (page.size() < limit && bytes < PAGE) {
            List<JournalEntry> lines = journal.read(stream, after + page.size(), Math.min(CHUNK, limit - page.size()));
            if (lines.isEmpty()) {
                break;
            }
            for (JournalEntry line : lines) {
                T one = decode.apply(line);
                page.add(one);
                bytes += length.applyAsInt(one);
                if (bytes >= PAGE) {
                    break;
                }
            }
        }
        return page;
    }

    boolean isProcess(String id) {
        return index.get(PROCESSES, id).isPresent();
    }

    /** The ids of processes, newest first. */
    Page<String> processes(Optional<String> after, int limit) {
        Page<IndexRow> page = index.find(new IndexQuery(PROCESSES, Map.of(), "", after, limit, false));
        return new Page<>(page.items().stream().map(IndexRow::key).toList(), page.next());
    }

    /** The nonce of a message in the schedule of a process. */
    Optional<Long> nonce(String process, String message) {
        return message.equals(process)
                ? Optional.of(0L).filter(zero -> isProcess(process))
                : index.get(MESSAGES, key(process, message)).map(IndexRow::sort);
    }

    /** The last line of a schedule; empty for an unknown process. */
    Optional<Entry> latest(String process) {
        if (!isProcess(process)) {
            return Optional.empty();
        }
        long nonce = index.find(IndexQuery.of(MESSAGES, 1).where(Map.of("process", process))).items().stream()
                .findFirst()
                .map(IndexRow::sort)
                .orElse(0L);
        return schedule(process, nonce, 1).stream().findFirst();
    }

    /** Any line that has this message. */
    Optional<Entry> anywhere(String message) {
        if (isProcess(message)) {
            return schedule(message, 0, 1).stream().findFirst();
        }
        return index.find(IndexQuery.of(MESSAGES, 1).where(Map.of("message", message))).items().stream()
                .findFirst()
                .flatMap(row -> schedule(row.facets().get("process"), row.sort(), 1).stream()
                        .findFirst());
    }

    // ---- results

    CompletionStage<JournalEntry> append(Evaluated e) {
        byte[] body = Fields.write(out -> {
            out.writeByte(VERSION);
            Fields.text(out, e.message());
            out.writeLong(e.nonce());
            out.writeLong(e.timestamp());
            out.writeInt(e.cron());
            out.writeInt(e.depth());
            Fields.text(out, e.pushedFor());
            out.writeLong(e.pushedThrough());
            Fields.bytes(out, e.checkpoint().orElse(new byte[0]));
            spill(out, e.outcome());
        });
        IndexRow row = new IndexRow(
                RESULTS, key(e.process(), e.message()), e.seq(), Map.of("process", e.process()), new byte[0]);
        return journal.append(
                new NewEntry(results(e.process()), e.seq() - 1, "evaluated", e.timestamp(), body, Optional.of(row)));
    }

    private Evaluated evaluated(JournalEntry line) {
        String process = line.stream().substring(results("").length());
        return Fields.read(line.body(), in -> {
            if (in.readByte() != VERSION) {
                throw new IOException("line " + line.seq() + " of " + line.stream() + " is of a newer version");
            }
            String message = Fields.text(in);
            long nonce = in.readLong();
            long timestamp = in.readLong();
            int cron = in.readInt();
            int depth = in.readInt();
            String pushedFor = Fields.text(in);
            long pushedThrough = in.readLong();
            byte[] checkpoint = Fields.bytes(in);
            return new Evaluated(
                    line.seq(),
                    process,
                    message,
                    nonce,
                    timestamp,
                    cron,
                    depth,
                    pushedFor,
                    pushedThrough,
                    unspill(in),
                    Optional.of(checkpoint).filter(hash -> hash.length > 0));
        });
    }

    /** Results after one; fewer than the limit, but not none, when they hold more than {@link #PAGE} together. */
    List<Evaluated> results(String process, long afterSeq, int limit) {
        return page(results(process), afterSeq, limit, this::evaluated, e -> e.outcome().length);
    }

    Optional<Evaluated> result(String process, String message) {
        return index.get(RESULTS, key(process, message))
                .flatMap(row -> results(process, row.sort() - 1, 1).stream().findFirst());
    }

    /** How many results a process has. */
    long evaluated(String process) {
        return index.find(IndexQuery.of(RESULTS, 1).where(Map.of("process", process))).items().stream()
                .findFirst()
                .map(IndexRow::sort)
                .orElse(0L);
    }

    // ---- modules

    CompletionStage<Void> keepModule(DataItem module) {
        return index.put(new IndexRow(
                MODULES, module.id(), 0, Map.of(), keep(module.toBytes()).toBytes()));
    }

    Optional<DataItem> module(String id) {
        return index.get(MODULES, id).map(row -> DataItem.read(fetch(Cid.fromBytes(row.body()))));
    }

    // ---- monitors

    /** Since when a process is monitored, milliseconds since 1970. */
    Optional<Long> monitored(String process) {
        return index.get(MONITORS, process)
                .map(row -> ByteBuffer.wrap(row.body()).getLong());
    }

    List<String> monitored() {
        return all(IndexQuery.of(MONITORS, 1000));
    }

    /** Every process, for a unit that starts. */
    List<String> processes() {
        return all(IndexQuery.of(PROCESSES, 1000));
    }

    private List<String> all(IndexQuery query) {
        List<String> keys = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<IndexRow> page = index.find(new IndexQuery(
                    query.collection(), query.where(), query.keyPrefix(), after, query.limit(), query.oldestFirst()));
            page.items().forEach(row -> keys.add(row.key()));
            after = page.next();
        } while (after.isPresent());
        return keys;
    }

    boolean isUsed(String order) {
        return index.get(ORDERS, order).isPresent();
    }

    CompletionStage<Void> use(String order) {
        return index.put(new IndexRow(ORDERS, order, 0, Map.of(), new byte[0]));
    }

    CompletionStage<Void> monitor(String process, long since) {
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(since).array();
        return index.put(new IndexRow(MONITORS, process, since, Map.of(), body));
    }

    CompletionStage<Void> unmonitor(String process) {
        return index.remove(MONITORS, process);
    }
}
