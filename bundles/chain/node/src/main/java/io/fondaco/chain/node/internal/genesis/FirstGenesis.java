package io.fondaco.chain.node.internal.genesis;

import io.fondaco.chain.actors.FirstSectors;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the genesis file of a node, and writes one for a node that begins a network of its own. */
public final class FirstGenesis {
    private static final Logger LOG = LoggerFactory.getLogger(FirstGenesis.class);
    private static final int SEED = 32;

    private FirstGenesis() {}

    /** In the vault of the chain that began with it. */
    private static final String KEPT = "genesis";

    /**
     * How a network is begun.
     *
     * @param epochMillis length of its epochs
     * @param size of its sectors
     * @param sealing seals its first ones
     */
    public record Beginning(long epochMillis, SectorSize size, Sealing sealing) {}

    /**
     * Sectors that the miners of this node begin with are sealed here, those of a genesis file that came without them too.
     *
     * @param file the genesis file; one that was lost is written again from the vault
     * @param sectors the folder sectors are in, see {@link FirstSectors}
     * @param vault of the chain
     * @param alone whether the node may begin one
     * @throws io.fondaco.chain.actors.GenesisFileException for a file that is none
     */
    public static GenesisFile at(
            Path file, Path sectors, Vault vault, KeyStore keys, Beginning beginning, boolean alone)
            throws IOException {
        Optional<byte[]> kept = vault.name(KEPT);
        if (kept.isPresent() && !Files.exists(file)) {
            write(file, kept.get());
            LOG.warn("the genesis file {} was gone; it is written again as this node's chain began with it", file);
        }
        GenesisFile genesis = read(file, sectors, keys, beginning, alone);
        if (kept.isEmpty()) {
            // Later the sectors may have ended.
            mend(genesis.genesis(), sectors, keys, beginning.sealing());
            byte[] bytes = genesis.toJson();
            // The genesis of hundreds of miners does not fit; such a file has to be backed up.
            if (bytes.length <= Vault.MAX_VALUE) {
                vault.write(new VaultBatch().name(KEPT, bytes));
            }
        }
        return genesis;
    }

    private static GenesisFile read(Path file, Path sectors, KeyStore keys, Beginning beginning, boolean alone)
            throws IOException {
        if (Files.exists(file)) {
            return GenesisFile.parse(Files.readAllBytes(file));
        }
        if (!alone) {
            throw new IllegalArgumentException("there is no genesis file " + file
                    + ": copy the one of the network whose peers are named, or name no peers to begin another network");
        }
        Address producer = keys.create(KeyType.BLS);
        byte[] seed = new byte[SEED];
        new SecureRandom().nextBytes(seed);
        long before = System.nanoTime();
        LOG.info("beginning a network of its own: sealing its first sector of {}", beginning.size());
        FirstSectors first = new FirstSectors(beginning.sealing(), new Watch(new SlowWork(LOG::info), () -> false));
        GenesisFile genesis = GenesisFile.devnet(
                "devnet",
                () -> Instant.now().truncatedTo(ChronoUnit.SECONDS),
                beginning.epochMillis(),
                List.of(producer),
                seed,
                beginning.size().bytes(),
                (miner, id) -> first.seal(miner, id, 1, sectors));
        write(file, genesis.toJson());
        LOG.info(
                "began a network of its own, devnet, with producer {}, after {} s of sealing; its genesis file is {}",
                producer,
                Duration.ofNanos(System.nanoTime() - before).toMillis() / 1000.0,
                file);
        return genesis;
    }

    private static void mend(Genesis genesis, Path sectors, KeyStore keys, Sealing sealing) throws IOException {
        List<Address> ids = Genesis.addresses(genesis.accounts(), genesis.miners());
        Set<Address> here = Set.copyOf(keys.list());
        FirstSectors first = new FirstSectors(sealing, new Watch(new SlowWork(LOG::info), () -> false));
        for (int i = 0; i < ids.size(); i++) {
            Genesis.Miner miner = genesis.miners().get(i);
            if (here.contains(miner.worker())) {
                int made = first.mend(miner, ids.get(i), sectors);
                if (made > 0) {
                    LOG.info("sealed {} sectors again that {} begins with, into {}", made, ids.get(i), sectors);
                }
            }
        }
    }

    /** Whole or not at all: a chain may follow from it. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
