package io.fondaco.chain.node.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.node.ChainNode;
import io.fondaco.chain.node.internal.genesis.FirstGenesis;
import io.fondaco.chain.node.internal.genesis.KeyFile;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.Address;
import io.fondaco.model.PeerId;
import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Network;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.Vaults;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Verifying;
import io.fondaco.sector.WinningProofs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node of the chain as services. They are registered by hand: they exist once the stored chain has been read. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.fondaco.chain.node")
@Designate(ocd = NodeComponent.Config.class)
public final class NodeComponent {

    @ObjectClassDefinition(
            name = "Fondaco chain node",
            description = "Keeps, checks, makes and exchanges the blocks of a network.")
    public @interface Config {

        @AttributeDefinition(
                name = "Genesis",
                description = "The genesis file of the network; empty for chain/genesis.json in the node's data folder."
                        + " If there is none and no peers are named, a network of its own is begun and written there.")
        String genesis() default "";

        @AttributeDefinition(
                name = "Epoch",
                description = "How long an epoch of a network begun here lasts, in milliseconds, 20 or more. A genesis"
                        + " file that is there says it itself.",
                min = "20")
        long epochMillis() default 1000;

        @AttributeDefinition(
                name = "Sector size",
                description =
                        "Of a network begun here: 2KiB, 8MiB or 512MiB. Its first sector is sealed before it begins,"
                                + " which takes seconds for 8MiB and minutes for 512MiB. A genesis file that is there says it"
                                + " itself.")
        String sectorSize() default "8MiB";

        @AttributeDefinition(
                name = "Sectors",
                description =
                        "The folder the sectors of this node's miners are in; empty for sectors in the node's data"
                                + " folder. Those a network begins with are put there.")
        String sectors() default "";

        @AttributeDefinition(
                name = "Produce",
                description = "Whether blocks are made here for miners whose worker's key is in the key store.")
        boolean produce() default true;

        @AttributeDefinition(
                name = "Make up",
                description = "Whether blocks are made for epochs this node slept through: alone (when no peers are"
                        + " named and all miners of genesis are of this node), always, never. At most one node of a"
                        + " network may.")
        String makeUp() default "alone";

        @AttributeDefinition(
                name = "Listen",
                description = "Multiaddrs where other nodes reach it; empty for where the network listens by default.")
        String[] listen() default {};

        @AttributeDefinition(
                name = "Peers",
                description = "Multiaddrs of nodes to stay connected to, each with /p2p/ID at its end.")
        String[] peers() default {};

        @AttributeDefinition(
                name = "States",
                description = "For how many epochs below the head states are kept; at least four times finality.",
                min = "0")
        long states() default 0;

        @AttributeDefinition(
                name = "Collect every",
                description = "Epochs between two collections of older states; 0 for never.",
                min = "0")
        long collectEvery() default 2000;
    }

    private static final Logger LOG = LoggerFactory.getLogger(NodeComponent.class);
    private static final long SECONDS = 20;
    private static final int WORKERS = 2;
    /** In the node's data folder. */
    private static final String FOLDER = "chain";

    private static final String SECTORS = "sectors";
    /** Under this name its network identity is in the key store, beside those of parties. */
    private static final String IDENTITY = "chain-node";

    /** The sector pipeline's, which asks for this node first. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile WinningProofs winning;

    /** What has been opened so far, the last first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @Activate
    public NodeComponent(
            BundleContext context,
            Config config,
            @Reference Vaults vaults,
            @Reference KeyStore keys,
            @Reference Network network,
            @Reference Verifying verifying,
            @Reference Sealing sealing)
            throws InterruptedException {
        try {
            open(context, config, vaults, keys, network, verifying, sealing);
        } catch (RuntimeException | IOException | InterruptedException failed) {
            close();
            if (failed instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IllegalStateException("io.fondaco.chain.node: " + failed.getMessage(), failed);
        }
    }

    private void open(
            BundleContext context,
            Config config,
            Vaults vaults,
            KeyStore keys,
            Network network,
            Verifying verifying,
            Sealing sealing)
            throws InterruptedException, IOException {
        Map<PeerId, Multiaddr> peers = peers(config.peers());
        Path file = path(context.getProperty("karaf.base"), config).toAbsolutePath();
        KeyFile.takeIn(file.getParent(), keys);
        Vault vault = vaults.open("chain");
        opened.push(vault);
        GenesisFile genesis = FirstGenesis.at(
                file,
                sectors(context.getProperty("karaf.base"), file, config),
                vault,
                keys,
                new FirstGenesis.Beginning(config.epochMillis(), size(config.sectorSize()), sealing),
                peers.isEmpty());
        PeerKeyPair pair = keys.peer(IDENTITY);
        Identity identity = Identity.of(pair.peerId(), pair.publicKey().toBytes(), pair::sign);
        Host host = await(network.open(identity, addresses(config.listen())));
        opened.push(host);
        SystemTime time = new SystemTime("chain-node");
        opened.push(time::close);
        Executor chain = executor("fondaco-chain", 1);
        Executor workers = executor("fondaco-chain-worker", WORKERS);
        ChainNode node = new ChainNode(
                new ChainNode.Parts(
                        genesis.genesis(),
                        genesis.beaconSeed(),
                        vault,
                        keys,
                        time,
                        Optional.of(host),
                        chain,
                        workers,
                        verifying,
                        () -> Optional.ofNullable(winning)),
                new ChainNode.Settings(
                        config.produce(),
                        makeUp(config.makeUp(), peers.isEmpty() && ours(genesis, keys)),
                        peers,
                        config.states(),
                        config.collectEvery()));
        opened.push(node);
        // Before anybody asks something of it: whoever is activated by the services may wait for the chain to move.
        node.start();
        var properties = FrameworkUtil.asDictionary(Map.of("fondaco.chain", node.network()));
        register(context.registerService(
                new String[] {FullNode.class.getName(), StateReader.class.getName()}, node, properties));
        register(context.registerService(MessagePool.class, node.pool(), properties));
        LOG.info(
                "node of {} at {}, head at {}; other nodes reach it at {}",
                node.network(),
                genesis.genesis().policy().name(),
                node.head().height(),
                host.addresses().stream().map(a -> a + "/p2p/" + host.id()).toList());
    }

    private void register(ServiceRegistration<?> service) {
        opened.push(service::unregister);
    }

    private Executor executor(String name, int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        opened.push(() -> end(executor));
        return task -> {
            try {
                executor.execute(() -> guarded(task));
            } catch (RejectedExecutionException closing) {
                LOG.debug("the node is closing; a task comes too late");
            }
        };
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError failed) {
            LOG.error("a task of the chain failed", failed);
        }
    }

    /** The vault is closed next: nobody may be writing then. */
    private static void end(ExecutorService executor) throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
            executor.shutdownNow();
            LOG.warn("a task of the chain did not end within {} s and was interrupted", SECONDS);
        }
    }

    private static Path path(String data, Config config) {
        if (!config.genesis().isBlank()) {
            return Path.of(config.genesis().trim());
        }
        if (data == null) {
            throw new IllegalArgumentException("this container has no karaf.base; set genesis");
        }
        return Path.of(data, FOLDER, "genesis.json");
    }

    /** In the node's data folder, or beside the folder of the genesis file where there is none. */
    private static Path sectors(String data, Path genesis, Config config) {
        if (!config.sectors().isBlank()) {
            return Path.of(config.sectors().trim()).toAbsolutePath();
        }
        return data == null
                ? genesis.resolveSibling(SECTORS)
                : Path.of(data, SECTORS).toAbsolutePath();
    }

    private static SectorSize size(String setting) {
        for (SectorSize size : SectorSize.values()) {
            if (size.toString().equalsIgnoreCase(setting.trim())
                    && Policy.DEVNET.sealing().sizes().contains(size.bytes())) {
                return size;
            }
        }
        throw new IllegalArgumentException("sectorSize is 2KiB, 8MiB or 512MiB, not '" + setting + "'");
    }

    private static boolean makeUp(String setting, boolean alone) {
        return switch (setting.trim().toLowerCase(Locale.ROOT)) {
            case "alone" -> alone;
            case "always" -> true;
            case "never" -> false;
            default -> throw new IllegalArgumentException("makeUp is alone, always or never, not '" + setting + "'");
        };
    }

    /** Whether nobody else can make blocks of this network from its beginning on. */
    private static boolean ours(GenesisFile genesis, KeyStore keys) {
        Set<Address> here = Set.copyOf(keys.list());
        return genesis.genesis().miners().stream().allMatch(miner -> here.contains(miner.worker()));
    }

    private static List<Multiaddr> addresses(String[] settings) {
        List<Multiaddr> addresses = new ArrayList<>();
        for (String entry : settings) {
            // A plain cfg file gives one string, however many addresses it names.
            for (String address : entry.split(",")) {
                if (!address.isBlank()) {
                    addresses.add(Multiaddr.parse(address.trim()));
                }
            }
        }
        return addresses;
    }

    private static Map<PeerId, Multiaddr> peers(String[] settings) {
        Map<PeerId, Multiaddr> peers = new LinkedHashMap<>();
        for (Multiaddr address : addresses(settings)) {
            PeerId peer = address.peer()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "peers: " + address + " does not say who is there: put /p2p/ID at its end"));
            peers.put(peer, address);
        }
        return peers;
    }

    private static <T> T await(CompletionStage<T> answer) throws InterruptedException {
        try {
            return answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("the network did not answer within " + SECONDS + " seconds", late);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the network: " + failed.getCause().getMessage(), failed.getCause());
        }
    }

    @Deactivate
    public void close() {
        for (AutoCloseable next = opened.poll(); next != null; next = opened.poll()) {
            try {
                next.close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception failed) {
                LOG.warn("a part of the node did not close", failed);
            }
        }
    }
}
