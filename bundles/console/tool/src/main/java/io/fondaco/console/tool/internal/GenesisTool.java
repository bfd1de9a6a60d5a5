package io.fondaco.console.tool.internal;

import io.fondaco.chain.actors.FirstSectors;
import io.fondaco.chain.actors.Genesis;
import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.chain.actors.Policy;
import io.fondaco.console.tool.Tool;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code genesis}: a network for development, with a key and a sealed sector for each node that makes its blocks. All files
 * appear or none; a file that is there already is never written over, for its key may hold money.
 */
@Component(property = Tool.NAME + "=genesis")
public final class GenesisTool implements Tool {
    private static final int MOST_NODES = 16;
    private static final int LONGEST_EPOCH = 3_600_000;
    private static final int SHORTEST_EPOCH = 20;
    private static final int SEED = 32;
    private static final int LONGEST_WAIT = 86_400;
    private static final int USUAL_EPOCH = 1000;

    private static final String USUAL_SIZE = "8MiB";
    /** Of a node: more are committed on the chain. */
    private static final int SECTORS = 1;

    private final Clock clock;
    private final SecureRandom random;
    private final Sealing sealing;

    @Activate
    public GenesisTool(@Reference Sealing sealing) {
        this(Clock.systemUTC(), new SecureRandom(), sealing);
    }

    GenesisTool(Clock clock, SecureRandom random, Sealing sealing) {
        this.clock = clock;
        this.random = random;
        this.sealing = sealing;
    }

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        Options options = new Options(arguments);
        int nodes = options.number("nodes", 1, 1, MOST_NODES);
        int epochMillis = options.number("epoch-millis", USUAL_EPOCH, SHORTEST_EPOCH, LONGEST_EPOCH);
        int startIn = options.number("start-in", 0, 0, LONGEST_WAIT);
        String network = arguments.getOrDefault("network", "devnet");
        SectorSize size = size(arguments.getOrDefault("sector-size", USUAL_SIZE));
        boolean proven = proven(arguments.getOrDefault("proofs", "vanilla"));
        Path out = options.path("out").toAbsolutePath().normalize();
        List<KeyPair> keys = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            keys.add(KeyPair.generate(KeyType.BLS, random));
        }
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        List<Address> producers = keys.stream().map(KeyPair::address).toList();
        Supplier<Instant> begin =
                () -> clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(startIn);
        Path file = out.resolve("genesis.json");
        Set<Path> all = new LinkedHashSet<>(List.of(file));
        for (int i = 0; i < nodes; i++) {
            all.add(key(out, i));
            all.add(sectors(out, i));
        }
        boolean ours = false;
        try {
            refuseToOverwrite(all);
            ours = true;
            Files.createDirectories(out);
            GenesisFile genesis = proven
                    ? sealed(network, begin, epochMillis, producers, seed, size, out, progress)
                    : GenesisFile.unproven(network, begin.get(), epochMillis, producers, seed);
            Map<Path, byte[]> files = new LinkedHashMap<>();
            for (int i = 0; i < nodes; i++) {
                files.put(key(out, i), (keys.get(i).privateKey().toLotus() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            files.put(file, genesis.toJson());
            write(out, files);
            return answer(out, genesis, keys, proven);
        } catch (IOException | ProofException e) {
            IOException failed = new IOException(reason(out, e), e);
            if (ours) {
                forget(out, nodes, failed);
            }
            throw new UncheckedIOException(failed.getMessage(), failed);
        } catch (IllegalArgumentException e) {
            forget(out, nodes, e);
            throw e;
        }
    }

    private static Path key(Path out, int node) {
        return out.resolve("node-" + (node + 1) + ".key");
    }

    /** What becomes the folder {@code sectors} of a node's data. */
    private static Path sectors(Path out, int node) {
        return out.resolve("node-" + (node + 1) + "-sectors");
    }

    private static SectorSize size(String text) {
        for (SectorSize size : SectorSize.values()) {
            if (size.toString().equalsIgnoreCase(text.strip())
                    && Policy.DEVNET.sealing().sizes().contains(size.bytes())) {
                return size;
            }
        }
        throw new IllegalArgumentException("'sector-size' must be 2KiB, 8MiB or 512MiB, it was '" + text + "'");
    }

    private static boolean proven(String proofs) {
        return switch (proofs.strip()) {
            case "vanilla" -> true;
            case "none" -> false;
            default -> throw new IllegalArgumentException("'proofs' must be vanilla or none, it was '" + proofs + "'");
        };
    }

    private GenesisFile sealed(
            String network,
            Supplier<Instant> begin,
            long epochMillis,
            List<Address> producers,
            byte[] seed,
            SectorSize size,
            Path out,
            LongConsumer progress)
            throws IOException {
        FirstSectors first = new FirstSectors(sealing, Watch.NONE);
        int[] done = {0};
        return GenesisFile.devnet(network, begin, epochMillis, producers, seed, size.bytes(), (miner, id) -> {
            Genesis.Miner made = first.seal(miner, id, SECTORS, sectors(out, done[0]));
            progress.accept(++done[0] * size.bytes());
            return made;
        });
    }

    private static Map<String, Object> answer(Path out, GenesisFile genesis, List<KeyPair> keys, boolean proven) {
        List<Address> miners = Genesis.addresses(
                genesis.genesis().accounts(), genesis.genesis().miners());
        List<Map<String, Object>> shown = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("key", key(out, i).toString());
            node.put("address", keys.get(i).address().toString());
            node.put("miner", miners.get(i).toString());
            if (proven) {
                node.put("sectors", sectors(out, i).toString());
            }
            shown.add(node);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("genesis", out.resolve("genesis.json").toString());
        answer.put("network", genesis.genesis().networkName());
        answer.put("begins", genesis.genesis().timestamp().toString());
        answer.put("epochMillis", genesis.genesis().policy().rounds().epochMillis());
        answer.put("proofs", proven ? "vanilla" : "none");
        answer.put("nodes", shown);
        return answer;
    }

    /** Deletes the sectors of a network that did not come to be. */
    private static void forget(Path out, int nodes, Exception failed) {
        for (int i = 0; i < nodes; i++) {
            Path folder = sectors(out, i);
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                } catch (IOException left) {
                    failed.addSuppressed(left);
                }
            }
        }
    }

    /** Writes files that only their owner may read; none is left if one cannot be written. */
    private static void write(Path folder, Map<Path, byte[]> files) throws IOException {
        List<Path> written = new ArrayList<>();
        try {
            FileAttribute<?>[] owner = Files.getFileStore(folder).supportsFileAttributeView("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                Files.createFile(file.getKey(), owner);
                written.add(file.getKey());
                Files.write(file.getKey(), file.getValue(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            }
        } catch (IOException e) {
            for (Path file : written) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException left) {
                    e.addSuppressed(left);
                }
            }
            throw e;
        }
    }

    private static void refuseToOverwrite(Set<Path> files) throws FileAlreadyExistsException {
        for (Path file : files) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
    }

    private static String reason(Path folder, Exception e) {
        return e instanceof FileAlreadyExistsException
                ? e.getMessage()
                        + " is there already: name another folder, or move it away if it is not needed any more"
                : "Nothing was written into " + folder + ": " + e;
    }
}
