package io.fondaco.console.tool.internal;

import io.fondaco.console.tool.Tool;
import io.fondaco.model.Address;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.Fr32;
import io.fondaco.piece.PieceException;
import io.fondaco.piece.PieceInfo;
import io.fondaco.proof.Node;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Verifying;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code seal}: a file as a sector of its own, with whatever it depends on given from outside, so that the commitments can be
 * compared with those of others. With a seed it is proven, and the proof verified.
 */
@Component(property = Tool.NAME + "=seal")
public final class SealTool implements Tool {
    private static final double NANOS = 1e9;

    private final Sealing sealing;
    private final Verifying verifying;

    @Activate
    public SealTool(@Reference Sealing sealing, @Reference Verifying verifying) {
        this.sealing = sealing;
        this.verifying = verifying;
    }

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        Options options = new Options(arguments);
        try {
            SealProof proof = proof(arguments);
            Optional<Node> seed = Optional.ofNullable(arguments.get("seed")).map(text -> node(text, "seed"));
            Node ticket = node(
                    arguments.getOrDefault(
                            "ticket", Node.of(new byte[Node.BYTES]).toString()),
                    "ticket");
            Node prover = prover(arguments.getOrDefault("prover", "f01000"));
            long number = number(arguments.getOrDefault("sector", "0"));
            if (!Files.isReadable(options.file())) {
                throw new IllegalArgumentException("there is no file " + options.file() + " that may be read");
            }
            Path out = options.path("out").toAbsolutePath();
            if (Files.exists(out.resolve("sealed"))) {
                throw new IllegalArgumentException(out.resolve("sealed") + " is there already: name another folder");
            }
            SectorFiles files = new SectorFiles(
                    out.resolve("unsealed"), out.resolve("sealed"), new SectorCache(out.resolve("cache")));
            Files.createDirectories(files.cache().folder());
            Node commD = lay(options.file(), proof.size(), files.unsealed());
            SealOrder order = new SealOrder(proof, prover, number, ticket, commD);
            return seal(order, files, seed, watch(options.file(), progress));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (ProofException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Map<String, Object> seal(SealOrder order, SectorFiles files, Optional<Node> seed, Watch watch)
            throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("sectorSize", order.proof().size().toString());
        answer.put("sealProof", order.proof().number());
        answer.put("proverId", order.prover().toString());
        answer.put("sector", order.sector());
        answer.put("replicaId", order.replicaId().toString());
        answer.put("commD", order.commD().toString());
        long begun = System.nanoTime();
        sealing.preCommit1(order, files, watch);
        answer.put("preCommit1Seconds", seconds(begun));
        begun = System.nanoTime();
        Node commR = sealing.preCommit2(order, files, watch);
        answer.put("preCommit2Seconds", seconds(begun));
        SectorCache.Aux aux = files.cache().readAux();
        answer.put("commC", aux.commC().toString());
        answer.put("commRLast", aux.commRLast().toString());
        answer.put("commR", commR.toString());
        if (seed.isPresent()) {
            SealStatement statement = new SealStatement(order, commR, seed.get());
            begun = System.nanoTime();
            Proof proof = sealing.commit2(statement, sealing.commit1(statement, files, watch), watch);
            answer.put("commitSeconds", seconds(begun));
            answer.put("proofBytes", proof.toBytes().length);
            begun = System.nanoTime();
            Optional<String> wrong = verifying.seal(statement, proof);
            answer.put("verifySeconds", seconds(begun));
            answer.put("holds", wrong.isEmpty());
            wrong.ifPresent(why -> answer.put("why", why));
        }
        return answer;
    }

    private static double seconds(long begun) {
        return Math.round((System.nanoTime() - begun) / NANOS * 1000) / 1000.0;
    }

    /** By number, or the usual one of a size. */
    private static SealProof proof(Map<String, String> arguments) {
        String number = arguments.get("proof");
        String size = arguments.getOrDefault("sector-size", "8MiB");
        if (number != null) {
            SealProof proof = SealProof.ofNumber(number(number));
            if (arguments.containsKey("sector-size") && !proof.size().equals(size(size))) {
                throw new IllegalArgumentException(
                        "seal proof " + number + " is for sectors of " + proof.size() + ", not of " + size);
            }
            return proof;
        }
        SectorSize wanted = size(size);
        return Arrays.stream(SealProof.values())
                .filter(proof -> proof.size() == wanted && proof.name().endsWith("_V1_1"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no seal proof is registered for sectors of " + size));
    }

    static SectorSize size(String text) {
        for (SectorSize size : SectorSize.values()) {
            if (size.toString().equalsIgnoreCase(text.strip())) {
                return size;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no sector size: one of " + Arrays.toString(SectorSize.values()));
    }

    private static Node prover(String text) {
        return text.matches("[0-9a-fA-F]{64}")
                ? Node.parse(text.toLowerCase(Locale.ROOT))
                : ReplicaId.prover(Address.parse(text).idNumber());
    }

    static Node node(String text, String what) {
        try {
            return Node.parse(text.strip().toLowerCase(Locale.ROOT).replaceFirst("^0x", ""));
        } catch (ProofException e) {
            throw new IllegalArgumentException("'" + what + "': " + e.getMessage(), e);
        }
    }

    private static long number(String text) {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= 0) {
                return number;
            }
            throw new IllegalArgumentException(text + " is no number of 0 or more");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number of 0 or more", e);
        }
    }

    /** Writes the sector's data: the file after its padding, then zeros. @return CommD */
    private static Node lay(Path file, SectorSize size, Path to) throws IOException {
        PieceInfo piece;
        try (InputStream in = Files.newInputStream(file);
                CommPCalculator calculator = CommPCalculator.parallel()) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                calculator.update(buffer, 0, n);
            }
            piece = calculator.finish().growTo(PieceSize.ofPadded(size.bytes()));
        } catch (PieceException e) {
            throw new IllegalArgumentException(file + " does not fit a sector of " + size + ": " + e.getMessage(), e);
        }
        try (InputStream in = Fr32.padding(Files.newInputStream(file));
                OutputStream out = Files.newOutputStream(to)) {
            in.transferTo(out);
        }
        try (SeekableByteChannel end = Files.newByteChannel(to, StandardOpenOption.WRITE)) {
            if (end.size() < size.bytes()) {
                end.position(size.bytes() - 1).write(ByteBuffer.allocate(1));
            }
        }
        return Node.of(piece.commitment().root());
    }

    /** Told as bytes of the file, which is all the command line knows of; stages follow one another, so it never goes back. */
    private static Watch watch(Path file, LongConsumer progress) throws IOException {
        long size = Files.size(file);
        AtomicLong stages = new AtomicLong();
        AtomicLong told = new AtomicLong(-1);
        String[] last = {""};
        return new Watch(
                (stage, done, total) -> {
                    synchronized (told) {
                        if (!stage.equals(last[0])) {
                            last[0] = stage;
                            stages.incrementAndGet();
                        }
                        // Each stage takes half of what is left: nobody knows how many come.
                        double left = Math.pow(0.5, stages.get());
                        double share = total <= 0 ? 1 : (double) done / total;
                        long at = (long) (size * (1 - 2 * left + left * share));
                        if (at > told.get()) {
                            told.set(at);
                            progress.accept(at);
                        }
                    }
                },
                () -> false);
    }
}
