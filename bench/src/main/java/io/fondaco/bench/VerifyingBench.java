package io.fondaco.bench;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.Proving;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealProof;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import io.fondaco.proof.spi.FieldSum;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeHash;
import io.fondaco.proof.stacked.Kernels;
import io.fondaco.proof.stacked.Lanes;
import io.fondaco.proof.stacked.StackedProver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How long vanilla proofs take to verify, on one core: a seal, and a window PoSt of many sectors. The sectors are one replica
 * under many numbers, for what is challenged depends on the number alone.
 */
final class VerifyingBench {
    private static final int SECTORS = 100;
    private static final Node SEED = Node.parse("22".repeat(32));

    private final List<Backend> backends;
    private final Turns turns;

    /** @param backends the slowest first */
    VerifyingBench(List<Backend> backends, Turns turns) {
        this.backends = backends;
        this.turns = turns;
    }

    void run() throws IOException {
        Path home = Files.createTempDirectory("native-bench");
        try {
            of(SealProof.STACKED_DRG_2KIB_V1_1, home.resolve("small"));
            of(SealProof.STACKED_DRG_8MIB_V1_1, home.resolve("large"));
        } finally {
            delete(home);
        }
    }

    private void of(SealProof proof, Path folder) throws IOException {
        Path home = Files.createDirectories(folder);
        Kernels best = kernels(null);
        SectorFiles files = new SectorFiles(
                home.resolve("unsealed"), home.resolve("sealed"), new SectorCache(home.resolve("cache")));
        int bytes = Math.toIntExact(proof.size().bytes());
        byte[] commD = new byte[Node.BYTES];
        best.nodeHash().piece(ByteBuffer.allocate(bytes / 128 * 127), ByteBuffer.wrap(commD));
        Files.write(files.unsealed(), new byte[bytes]);
        SealOrder order = new SealOrder(proof, ReplicaId.prover(1000), 1, SEED, Node.of(commD));
        StackedProver sealer = new StackedProver(best, home.resolve("parents"), Lanes.one(), 0);
        sealer.preCommit1(order, files, Watch.NONE);
        Node commR = sealer.preCommit2(order, files, Watch.NONE);
        SealStatement seal = new SealStatement(order, commR, SEED);
        Proof sealed = sealer.commit1(seal, files, Watch.NONE);
        PostStatement post = new PostStatement(
                new PostProof(PostProof.Use.WINDOW_V1_1, proof.size()),
                order.prover(),
                SEED,
                LongStream.range(0, SECTORS)
                        .mapToObj(number -> new PostStatement.Replica(number, commR))
                        .toList());
        Map<Long, SectorFiles> all = new HashMap<>();
        post.sectors().forEach(sector -> all.put(sector.number(), files));
        Proof posted = ((Proving.Proven) sealer.prove(post, all, Watch.NONE)).proof();
        for (Backend backend : backends) {
            if (backend.kernel(FieldHash.class).isPresent()) {
                StackedProver verifier = new StackedProver(kernels(backend), home.resolve("parents"), Lanes.one());
                verify(backend.name(), verifier, seal, sealed, post, posted);
            }
        }
    }

    private void verify(
            String backend,
            StackedProver verifier,
            SealStatement seal,
            Proof sealed,
            PostStatement post,
            Proof posted) {
        long start = System.nanoTime();
        expectRight(verifier.post(post, posted));
        double first = (System.nanoTime() - start) / 1e6;
        double[] took = turns.best(
                () -> expectRight(verifier.seal(seal, sealed)), () -> expectRight(verifier.post(post, posted)));
        int challenges = seal.order().proof().challenges();
        System.out.printf(
                Locale.ROOT,
                "verify, sectors of %s, Poseidon of %-9s a seal %.2f ms, %.2f ms for each of its %d challenges;"
                        + " window PoSt of %d sectors %.1f ms, the first time %.1f ms by the clock%n",
                seal.order().proof().size(),
                backend,
                took[0] * 1e3,
                took[0] * 1e3 / challenges,
                challenges,
                SECTORS,
                took[1] * 1e3,
                first);
    }

    private static void expectRight(Optional<String> wrong) {
        wrong.ifPresent(why -> {
            throw new IllegalStateException(why);
        });
    }

    /** The last backend that has each, but for field hashes the given one. */
    private Kernels kernels(Backend hashing) {
        return new Kernels(
                hashing == null
                        ? last(FieldHash.class)
                        : hashing.kernel(FieldHash.class).orElseThrow(),
                last(FieldSum.class),
                last(NodeHash.class),
                last(Labels.class));
    }

    private <K> K last(Class<K> type) {
        return backends.stream()
                .flatMap(backend -> backend.kernel(type).stream())
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
