package io.fondaco.persistence.memory;

import io.fondaco.model.Cid;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.Named;
import io.fondaco.persistence.StoreException;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.persistence.VaultStatistics;
import io.fondaco.persistence.VaultSweep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One vault in memory; every call holds its lock. */
final class MemoryVault implements Vault {

    /** @param number larger than that of every block put earlier */
    private record Block(long number, byte[] bytes) {}

    /** What outlives the closing of the vault. */
    static final class Contents {
        private final Map<Cid, Block> blocks = new HashMap<>();
        private final TreeMap<String, byte[]> names = new TreeMap<>();
        private long last;
        private long bytes;
    }

    private final String name;
    private final Contents contents;
    private final MemoryVaults home;
    private Sweep sweep;
    private boolean closed;

    MemoryVault(String name, Contents contents, MemoryVaults home) {
        this.name = name;
        this.contents = contents;
        this.home = home;
    }

    private void mustBeOpen() {
        if (closed || home.isClosed()) {
            throw new StoreException("the vault " + name + " is closed");
        }
    }

    @Override
    public synchronized Optional<byte[]> get(Cid cid) {
        mustBeOpen();
        return Optional.ofNullable(contents.blocks.get(cid))
                .map(block -> block.bytes().clone());
    }

    @Override
    public synchronized boolean has(Cid cid) {
        mustBeOpen();
        return contents.blocks.containsKey(cid);
    }

    @Override
    public synchronized void write(VaultBatch batch) {
        mustBeOpen();
        batch.blocks().forEach((cid, bytes) -> {
            if (bytes.isPresent()) {
                put(cid, bytes.get());
            } else {
                delete(cid);
            }
        });
        batch.names().forEach((key, value) -> {
            if (value.isPresent()) {
                contents.names.put(key, value.get().clone());
            } else {
                contents.names.remove(key);
            }
        });
    }

    private void put(Cid cid, byte[] bytes) {
        Block known = contents.blocks.get(cid);
        if (known == null) {
            contents.bytes += bytes.length;
        }
        contents.blocks.put(cid, new Block(++contents.last, known == null ? bytes.clone() : known.bytes()));
    }

    private void delete(Cid cid) {
        Block known = contents.blocks.remove(cid);
        if (known != null) {
            contents.bytes -= known.bytes().length;
        }
    }

    @Override
    public void writeSoon(VaultBatch batch) {
        write(batch);
    }

    @Override
    public synchronized Optional<byte[]> name(String key) {
        mustBeOpen();
        return Optional.ofNullable(contents.names.get(key)).map(byte[]::clone);
    }

    @Override
    public synchronized List<Named> names(NameRange range, int limit) {
        mustBeOpen();
        if (limit < 1 || limit > MAX_NAMES) {
            throw new IllegalArgumentException("an answer holds 1 to " + MAX_NAMES + " names, not " + limit);
        }
        NavigableMap<String, byte[]> part = contents.names.tailMap(range.from(), true);
        if (!range.before().isEmpty()) {
            if (range.from().compareTo(range.before()) >= 0) {
                return List.of();
            }
            part = part.headMap(range.before(), false);
        }
        List<Named> found = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : (range.descending() ? part.descendingMap() : part).entrySet()) {
            if (found.size() == limit) {
                break;
            }
            found.add(new Named(entry.getKey(), entry.getValue().clone()));
        }
        return found;
    }

    @Override
    public synchronized VaultStatistics statistics() {
        mustBeOpen();
        return new VaultStatistics(contents.blocks.size(), contents.bytes, contents.names.size(), 0, 0);
    }

    @Override
    public synchronized VaultSweep sweep() {
        mustBeOpen();
        if (sweep != null) {
            throw new StoreException("another sweep of the vault " + name + " is under way; close it first");
        }
        sweep = new Sweep(contents.last, new ArrayList<>(contents.blocks.keySet()));
        return sweep;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            home.closed(name);
        }
    }

    private final class Sweep implements VaultSweep {

        private static final int PAGE = 1000;

        private final long horizon;
        private final List<Cid> left;
        private long visited;
        private long deleted;
        private long deletedBytes;
        private boolean over;

        Sweep(long horizon, List<Cid> left) {
            this.horizon = horizon;
            this.left = left;
        }

        @Override
        public boolean step(Predicate<Cid> keep) {
            List<Cid> page = page();
            List<Cid> old = old(page);
            List<Cid> unwanted = old.stream().filter(cid -> !keep.test(cid)).toList();
            synchronized (MemoryVault.this) {
                mustBeOpen();
                unwanted.forEach(this::drop);
                visited += old.size();
                left.subList(left.size() - page.size(), left.size()).clear();
                return !left.isEmpty();
            }
        }

        private List<Cid> page() {
            synchronized (MemoryVault.this) {
                mustBeOpen();
                if (over) {
                    throw new StoreException("this sweep of the vault " + name + " has been closed");
                }
                return List.copyOf(left.subList(Math.max(0, left.size() - PAGE), left.size()));
            }
        }

        private List<Cid> old(List<Cid> page) {
            synchronized (MemoryVault.this) {
                return page.stream().filter(this::isOld).toList();
            }
        }

        private boolean isOld(Cid cid) {
            Block block = contents.blocks.get(cid);
            return block != null && block.number() <= horizon;
        }

        private void drop(Cid cid) {
            if (isOld(cid)) {
                Block block = contents.blocks.get(cid);
                delete(cid);
                deleted++;
                deletedBytes += block.bytes().length;
            }
        }

        @Override
        public long visited() {
            return visited;
        }

        @Override
        public long deleted() {
            return deleted;
        }

        @Override
        public long deletedBytes() {
            return deletedBytes;
        }

        @Override
        public void close() {
            synchronized (MemoryVault.this) {
                if (!over) {
                    over = true;
                    sweep = null;
                }
            }
        }
    }
}
