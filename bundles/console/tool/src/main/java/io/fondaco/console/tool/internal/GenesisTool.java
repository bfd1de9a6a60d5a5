package io.fondaco.console.tool.internal;

import io.fondaco.chain.actors.GenesisFile;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.console.tool.Tool;
import io.fondaco.crypto.KeyPair;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * {@code genesis}: a network for development, with a key for each node that makes its blocks. All files appear or none; a
 * file that is there already is never written over, for its key may hold money.
 */
@Component(property = Tool.NAME + "=genesis")
public final class GenesisTool implements Tool {
    private static final int MOST_NODES = 16;
    private static final int LONGEST_EPOCH = 3_600_000;
    private static final int SHORTEST_EPOCH = 20;
    private static final int SEED = 32;
    private static final int LONGEST_WAIT = 86_400;
    private static final int USUAL_EPOCH = 1000;

    private final Clock clock;
    private final SecureRandom random;

    @Activate
    public GenesisTool() {
        this(Clock.systemUTC(), new SecureRandom());
    }

    GenesisTool(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        Options options = new Options(arguments);
        int nodes = options.number("nodes", 1, 1, MOST_NODES);
        int epochMillis = options.number("epoch-millis", USUAL_EPOCH, SHORTEST_EPOCH, LONGEST_EPOCH);
        int startIn = options.number("start-in", 0, 0, LONGEST_WAIT);
        String network = arguments.getOrDefault("network", "devnet");
        Path out = options.path("out").toAbsolutePath().normalize();
        List<KeyPair> keys = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            keys.add(KeyPair.generate(KeyType.BLS, random));
        }
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        GenesisFile genesis = GenesisFile.devnet(
                network,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(startIn),
                epochMillis,
                keys.stream().map(KeyPair::address).toList(),
                seed);
        Map<Path, byte[]> files = new LinkedHashMap<>();
        List<Map<String, Object>> shown = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            KeyPair pair = keys.get(i);
            Path file = out.resolve("node-" + (i + 1) + ".key");
            files.put(file, (pair.privateKey().toLotus() + "\n").getBytes(StandardCharsets.US_ASCII));
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("key", file.toString());
            node.put("address", pair.address().toString());
            // Accounts are numbered first, then miners.
            node.put("miner", Address.id(Singletons.FIRST_FREE + nodes + i).toString());
            shown.add(node);
        }
        Path file = out.resolve("genesis.json");
        files.put(file, genesis.toJson());
        write(out, files);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("genesis", file.toString());
        answer.put("network", network);
        answer.put("begins", genesis.genesis().timestamp().toString());
        answer.put("epochMillis", epochMillis);
        answer.put("nodes", shown);
        return answer;
    }

    /** Writes files that only their owner may read; none is left if one cannot be written. */
    private static void write(Path folder, Map<Path, byte[]> files) {
        List<Path> written = new ArrayList<>();
        try {
            refuseToOverwrite(files.keySet());
            Files.createDirectories(folder);
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
            IOException failed = new IOException(reason(folder, e), e);
            for (Path file : written) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException left) {
                    failed.addSuppressed(left);
                }
            }
            throw new UncheckedIOException(failed.getMessage(), failed);
        }
    }

    private static void refuseToOverwrite(Set<Path> files) throws FileAlreadyExistsException {
        for (Path file : files) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
    }

    private static String reason(Path folder, IOException e) {
        return e instanceof FileAlreadyExistsException
                ? e.getMessage()
                        + " is there already: name another folder, or move it away if it is not needed any more"
                : "Nothing was written into " + folder + ": " + e;
    }
}
