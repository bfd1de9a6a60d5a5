package io.fondaco.chain.node.internal.genesis;

import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
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
     * @param file the genesis file; one that was lost is written again from the vault
     * @param vault of the chain
     * @param epochMillis of a network that is begun here
     * @param alone whether the node may begin one
     * @throws io.fondaco.chain.actors.GenesisFileException for a file that is none
     */
    public static GenesisFile at(Path file, Vault vault, KeyStore keys, long epochMillis, boolean alone)
            throws IOException {
        Optional<byte[]> kept = vault.name(KEPT);
        if (kept.isPresent() && !Files.exists(file)) {
            write(file, kept.get());
            LOG.warn("the genesis file {} was gone; it is written again as this node's chain began with it", file);
        }
        GenesisFile genesis = read(file, keys, epochMillis, alone);
        byte[] bytes = genesis.toJson();
        // The genesis of hundreds of miners does not fit; such a file has to be backed up.
        if (kept.isEmpty() && bytes.length <= Vault.MAX_VALUE) {
            vault.write(new VaultBatch().name(KEPT, bytes));
        }
        return genesis;
    }

    private static GenesisFile read(Path file, KeyStore keys, long epochMillis, boolean alone) throws IOException {
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
        GenesisFile genesis = GenesisFile.devnet(
                "devnet", Instant.now().truncatedTo(ChronoUnit.SECONDS), epochMillis, List.of(producer), seed);
        write(file, genesis.toJson());
        LOG.info("began a network of its own, devnet, with producer {}; its genesis file is {}", producer, file);
        return genesis;
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
