package io.fondaco.chain.node.internal.genesis;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that lies beside the genesis file when a node starts. Where a file begins the network, the node must have its
 * key before anybody in the house asks the chain for something, and there is a shell to import it with only afterwards.
 * One name, and not every key there is: nodes of one machine may share a folder that holds the keys of all.
 */
public final class KeyFile {
    /** Its name. */
    public static final String NAME = "node.key";

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int LONGEST = 4096;

    private KeyFile() {}

    /**
     * Takes the key, in the form of Lotus, into the key store, and removes the file once it is safe there.
     *
     * @return its address; empty if there is none
     * @throws IllegalArgumentException if the file is no key
     */
    public static Optional<Address> takeIn(Path folder, KeyStore keys) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        PrivateKey key;
        try (InputStream in = Files.newInputStream(file)) {
            key = PrivateKey.fromLotus(new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1));
        } catch (CryptoException e) {
            throw new IllegalArgumentException(
                    file + ": " + e.getMessage() + "; put the node's key there, or remove the file", e);
        }
        Address address = keys.add(key);
        Files.delete(file);
        LOG.info("took the key of {} from {} into the key store", address, file);
        return Optional.of(address);
    }
}
