package io.fondaco.testing.devnet;

import io.fondaco.chain.actors.FirstSectors;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.model.Address;
import io.fondaco.proof.Node;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Verifying;
import io.fondaco.proof.Watch;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.stacked.Kernels;
import io.fondaco.proof.stacked.Lanes;
import io.fondaco.proof.stacked.StackedProver;
import io.fondaco.sector.SectorException;
import io.fondaco.sector.WinningProofs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sectors of 2 KiB that are really sealed, in plain Java, below a temporary folder that goes with the process. Those of
 * genesis depend on miner and number only and are sealed once for all networks; others are a network's own.
 */
public final class SealedSectors implements WinningProofs {
    private static final StackedProver PROVER = prover();
    private static final Map<String, Genesis.Miner> FIRST = new ConcurrentHashMap<>();

    /** Folders below a static one, made by {@link Shared}. */
    private static final class Shared {
        static final Path FOLDER = folder();

        private static Path folder() {
            try {
                Path made = Files.createTempDirectory("fondaco-sectors-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
                return made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Path own;
    private final Map<String, SectorFiles> files = new HashMap<>();

    public SealedSectors() {
        try {
            own = Files.createTempDirectory(Shared.FOLDER, "network-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StackedProver prover() {
        return new StackedProver(
                Kernels.of(new JavaBackend()).orElseThrow(), Shared.FOLDER.resolve("parents"), Lanes.one());
    }

    private static void delete(Path folder) {
        try (var all = Files.walk(folder)) {
            all.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            // It is a temporary folder; the next start of the machine clears it.
            return;
        }
    }

    /** Checks every proof there is. */
    public static Verifying verifying() {
        return PROVER;
    }

    /** The miner with sectors, sealed once in a process. @param miner of sealed sectors, without any */
    public synchronized Genesis.Miner first(Genesis.Miner miner, Address id, int count) {
        Path folder = Shared.FOLDER.resolve("first");
        Genesis.Miner sealed = FIRST.computeIfAbsent(id + "/" + count + "/" + miner.type(), key -> {
            try {
                return new FirstSectors(PROVER, Watch.NONE)
                        .seal(
                                miner,
                                id,
                                count,
                                folder.resolve(count + "-" + miner.type().sectorSize()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int number = 0; number < count; number++) {
            files.put(
                    name(id.idNumber(), number),
                    FirstSectors.files(folder.resolve(count + "-" + miner.type().sectorSize()), id, number));
        }
        return miner.with(sealed.sealed());
    }

    private static String name(long miner, long number) {
        return miner + "/" + number;
    }

    /** Seals data. @param data as long as a sector, after the padding; @return CommR */
    public synchronized Node seal(SealOrder order, long miner, byte[] data) {
        try {
            Path folder = own.resolve(miner + "-" + order.sector() + "-" + files.size());
            SectorFiles sector = new SectorFiles(
                    folder.resolve("unsealed"), folder.resolve("sealed"), new SectorCache(folder.resolve("cache")));
            Files.createDirectories(sector.cache().folder());
            Files.write(sector.unsealed(), data);
            PROVER.preCommit1(order, sector, Watch.NONE);
            Node commR = PROVER.preCommit2(order, sector, Watch.NONE);
            files.put(name(miner, order.sector()), sector);
            return commR;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The seal proof of a sector that {@link #seal} sealed. */
    public synchronized Proof proof(SealStatement statement, long miner) {
        try {
            SectorFiles sector = files.get(name(miner, statement.order().sector()));
            return PROVER.commit2(statement, PROVER.commit1(statement, sector, Watch.NONE), Watch.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a sector lies. */
    public synchronized SectorFiles files(long miner, long number) {
        return files.get(name(miner, number));
    }

    /** A PoSt of sectors, or which of them are faulty. */
    public synchronized Proving.Outcome prove(long miner, PostStatement statement) {
        Map<Long, SectorFiles> by = new HashMap<>();
        for (PostStatement.Replica sector : statement.sectors()) {
            SectorFiles there = files.get(name(miner, sector.number()));
            if (there == null) {
                throw new SectorException(
                        SectorException.Reason.UNKNOWN_SECTOR, "sector " + sector.number() + " is not here");
            }
            by.put(sector.number(), there);
        }
        return PROVER.prove(statement, by, Watch.NONE);
    }

    @Override
    public CompletionStage<Proof> prove(Address miner, PostStatement statement) {
        try {
            Proving.Outcome outcome = prove(miner.idNumber(), statement);
            return outcome instanceof Proving.Proven proven
                    ? CompletableFuture.completedFuture(proven.proof())
                    : CompletableFuture.failedFuture(
                            new SectorException(SectorException.Reason.DAMAGED, outcome.toString()));
        } catch (SectorException missing) {
            return CompletableFuture.failedFuture(missing);
        }
    }
}
