package io.fondaco.testing.devnet;

import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.SystemTime;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.sqlite.SqliteVaults;
import io.fondaco.testing.kit.SeededKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process that is killed: a node that is alone, on a store on disk, which pays a rent of 1 FIL for each of some months and
 * says so on its standard output. Each life begins with the first month again.
 */
final class KilledNode {
    static final int MONTHS = 150;
    static final TokenAmount RENT = TokenAmount.fil("1");
    private static final byte[] SEED = "a seed for tests only".getBytes(StandardCharsets.US_ASCII);
    private static final long EPOCH_MILLIS = 50;

    private KilledNode() {}

    static Address owner(SeededKeys keys) {
        byte[] secret = new byte[32];
        secret[1] = 7;
        return keys.add(new PrivateKey(KeyType.BLS, secret));
    }

    static Address landlord() {
        return Address.secp256k1(landlordKey());
    }

    private static byte[] landlordKey() {
        byte[] key = new byte[65];
        key[0] = 4;
        key[64] = 1;
        return key;
    }

    static GenesisFile genesis(Path folder, Address owner) throws Exception {
        Path file = folder.resolve("genesis.json");
        if (!Files.exists(file)) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            Files.write(
                    file,
                    GenesisFile.unproven("devnet", now, EPOCH_MILLIS, List.of(owner), SEED)
                            .toJson());
        }
        return GenesisFile.parse(Files.readAllBytes(file));
    }

    static ChainNode open(Path folder, Vault vault, SeededKeys keys, SystemTime time, Executor chain, boolean producing)
            throws Exception {
        GenesisFile genesis = genesis(folder, owner(keys));
        return new ChainNode(
                new ChainNode.Parts(
                        genesis.genesis(),
                        genesis.beaconSeed(),
                        vault,
                        keys,
                        time,
                        Optional.empty(),
                        chain,
                        Runnable::run),
                new ChainNode.Settings(producing, producing, Map.of(), 0, 40));
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        SeededKeys keys = new SeededKeys();
        Address owner = owner(keys);
        ExecutorService chain = Executors.newSingleThreadExecutor();
        try (SystemTime time = new SystemTime("killed");
                SqliteVaults vaults = new SqliteVaults(folder.resolve("store"));
                Vault vault = vaults.open("chain")) {
            ChainNode node = open(folder, vault, keys, time, chain, true);
            System.out.println("began at " + node.head().height());
            node.start();
            SignedMessage last = null;
            for (int month = 0; month < MONTHS; month++) {
                last = node.pool()
                        .send(Outgoing.call(owner, landlord(), RENT, 0, new byte[0], "rent " + month))
                        .toCompletableFuture()
                        .join();
                System.out.println("sent " + month);
            }
            SignedMessage awaited = last;
            CountDownLatch there = new CountDownLatch(1);
            node.follow(change -> {
                boolean settled = node.find(awaited.cid())
                        .filter(included -> change.head().height().since(included.height()) > 2)
                        .isPresent();
                if (settled) {
                    there.countDown();
                }
            });
            there.await();
            node.close();
            chain.shutdown();
            chain.awaitTermination(20, TimeUnit.SECONDS);
            System.out.println("done at " + Epoch.of(node.head().height().number()));
        }
    }
}
