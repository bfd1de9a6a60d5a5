package io.fondaco.chain.node.internal.store;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.Tipset;
import io.fondaco.chain.block.TipsetKey;
import io.fondaco.chain.node.internal.ChainEngine;
import io.fondaco.chain.node.internal.FullBlock;
import io.fondaco.chain.node.internal.InvalidBlockException;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.car.CarBlock;
import io.fondaco.codec.car.CarLimits;
import io.fondaco.codec.car.CarReader;
import io.fondaco.codec.car.CarWriter;
import io.fondaco.model.Cid;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/**
 * The chain as a CARv1 file whose roots are the blocks of its head: all headers with their messages, and the states of the
 * last epochs. A node that begins with one has to take its history on trust, as of every snapshot; what it can check it
 * checks: that blocks are what their CIDs say, that the chain leads to its own genesis, and all blocks whose lookback states
 * are there.
 */
public final class Snapshots {
    /** Bytes that are written at once. */
    private static final long BATCH = 4 << 20;
    /** Blocks between two reports of progress. */
    private static final long STEP = 1000;

    private final ChainEngine engine;
    private final ChainStore store;
    private final Vault vault;
    private final Executor chain;
    private final Semaphore sweeping;

    /**
     * @param chain the thread of the chain
     * @param sweeping held while old states are collected
     */
    public Snapshots(ChainEngine engine, ChainStore store, Vault vault, Executor chain, Semaphore sweeping) {
        this.sweeping = sweeping;
        this.engine = engine;
        this.store = store;
        this.vault = vault;
        this.chain = chain;
    }

    /** As {@link io.fondaco.chain.FullNode#exportTo}; a file that could not be finished is removed. */
    public long write(Path file, long states, LongConsumer progress) throws IOException {
        long finality = engine.execution().policy().rounds().finality();
        if (states < 2 * finality) {
            throw new ChainException(
                    ChainException.Reason.REFUSED,
                    "a snapshot has the states of " + 2 * finality + " epochs at least, twice finality, not of "
                            + states);
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try (CarWriter car = CarWriter.open(out, engine.head().key().cids())) {
                // The head of the moment the file was begun.
                Tipset top = engine.head();
                write(car, top, states, progress);
                car.finish();
                out.force(true);
                return car.position();
            }
        } catch (IOException | RuntimeException failed) {
            if (!(failed instanceof java.nio.file.FileAlreadyExistsException)) {
                Files.deleteIfExists(file);
            }
            throw failed;
        } finally {
            sweeping.release();
        }
    }

    private void write(CarWriter car, Tipset top, long states, LongConsumer progress) throws IOException {
        Reach reach = new Reach(store::get);
        Reach.Visitor<IOException> writer = (cid, bytes) -> {
            car.put(cid, ByteBuffer.wrap(bytes));
            if (reach.count() % STEP == 0) {
                progress.accept(reach.count());
            }
        };
        Tipset at = top;
        while (at != null) {
            boolean genesis = at.height().number() == 0;
            for (BlockHeader block : at.blocks()) {
                Cid cid = block.cid();
                if (reach.add(cid)) {
                    writer.block(cid, store.get(cid).orElseThrow());
                }
                whole(reach.walk(block.messages(), writer));
                if (genesis || top.height().since(at.height()) <= states) {
                    whole(reach.walk(block.stateRoot(), writer));
                    whole(reach.walk(block.receipts(), writer));
                }
            }
            at = genesis ? null : store.tipset(at.parents()).orElse(null);
        }
        progress.accept(reach.count());
    }

    private static void whole(Optional<Cid> missing) {
        missing.ifPresent(cid -> {
            throw new ChainException(
                    ChainException.Reason.UNAVAILABLE,
                    "block " + cid + " of the chain is not here: ask for the states of fewer epochs");
        });
    }

    /** As {@link io.fondaco.chain.FullNode#importFrom}. */
    public Tipset read(Path file, LongConsumer progress) throws IOException {
        sweeping.acquireUninterruptibly();
        try {
            return readAlone(file, progress);
        } finally {
            sweeping.release();
        }
    }

    private Tipset readAlone(Path file, LongConsumer progress) throws IOException {
        TipsetKey key;
        try (CarReader car =
                CarReader.open(new BufferedInputStream(Files.newInputStream(file), 1 << 16), CarLimits.DEFAULT)) {
            if (car.roots().isEmpty()) {
                throw refused("it names no head");
            }
            key = new TipsetKey(car.roots());
            store(car, progress);
        } catch (DecodeException malformed) {
            throw refused(malformed.getMessage());
        }
        CompletableFuture<Tipset> taken = new CompletableFuture<>();
        chain.execute(() -> {
            try {
                taken.complete(take(key));
            } catch (InvalidBlockException | IllegalArgumentException bad) {
                store.discard();
                taken.completeExceptionally(refused(bad.getMessage()));
            } catch (RuntimeException failed) {
                store.discard();
                taken.completeExceptionally(failed);
            }
        });
        try {
            return taken.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof ChainException refused ? refused : failed;
        }
    }

    private static ChainException refused(String why) {
        return new ChainException(ChainException.Reason.REFUSED, "the snapshot is not taken: " + why);
    }

    private void store(CarReader car, LongConsumer progress) throws IOException {
        VaultBatch batch = new VaultBatch();
        long blocks = 0;
        for (Optional<CarBlock> next = car.next(); next.isPresent(); next = car.next()) {
            CarBlock block = next.get();
            if (block.bytes().length > Vault.MAX_BLOCK) {
                throw refused("block " + block.cid() + " has " + block.bytes().length + " bytes");
            }
            batch.put(block.cid(), block.bytes());
            if (batch.bytes() > BATCH) {
                vault.writeSoon(batch);
                batch = new VaultBatch();
            }
            if (++blocks % STEP == 0) {
                progress.accept(blocks);
            }
        }
        vault.write(batch);
        progress.accept(blocks);
    }

    /** On the thread of the chain. */
    private Tipset take(TipsetKey key) throws InvalidBlockException {
        Tipset top = store.tipset(key).orElseThrow(() -> refused("its head " + key + " is not in it"));
        Deque<Tipset> checkable = new ArrayDeque<>();
        Tipset at = top;
        boolean states = true;
        while (!at.key().equals(engine.genesis().key())) {
            Tipset tipset = at;
            states = states && store.has(at.blocks().get(0).stateRoot());
            if (states) {
                checkable.addFirst(at);
            }
            at = store.tipset(at.parents())
                    .orElseThrow(() -> refused(
                            tipset.height().number() <= 1
                                    ? "it is of another network: its genesis is not ours"
                                    : "it does not reach down to genesis: " + tipset.parents() + " is missing"));
            if (!at.height().isBefore(tipset.height())) {
                throw refused("heights do not fall along its chain at " + tipset.height());
            }
        }
        check(checkable);
        engine.adopt(top, engine.execution().policy().rounds().finality());
        return top;
    }

    /** Runs the blocks whose states are there, each with the rules as soon as its lookback is there too. */
    private void check(Deque<Tipset> tipsets) throws InvalidBlockException {
        if (tipsets.isEmpty()) {
            throw refused("the state of its head is not in it");
        }
        long finality = engine.execution().policy().rounds().finality();
        Tipset first = tipsets.getFirst();
        Tipset before = null;
        for (Tipset tipset : tipsets) {
            BlockHeader block = tipset.blocks().get(0);
            if (before != null) {
                ChainIndex.Outcome outcome = engine.execution().outcome(before);
                if (!outcome.state().equals(block.stateRoot())
                        || !outcome.receipts().equals(block.receipts())) {
                    throw refused("tipset " + before.key() + " at " + before.height() + " comes to state "
                            + outcome.state() + ", not to " + block.stateRoot() + " as the next one says");
                }
                if (tipset.height().since(first.height()) > finality) {
                    for (BlockHeader header : tipset.blocks()) {
                        int most = engine.execution().policy().blocks().messages();
                        FullBlock full = new FullBlock(
                                header,
                                store.contents(header, most)
                                        .orElseThrow(() -> refused("messages of " + header.cid() + " are missing")));
                        engine.syntax().check(full.gossiped());
                        engine.rules().check(full, before);
                    }
                }
            }
            before = tipset;
        }
    }
}
