package io.fondaco.sector.pipeline;

import io.fondaco.chain.actors.Policy;
import io.fondaco.proof.Proving;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.stacked.StackedProver;
import io.fondaco.testing.devnet.Devnet;
import io.fondaco.testing.devnet.SealedSectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The same ground with sectors of 2 KiB that are really sealed, and a miner whose pipeline shows them. */
final class SealedGround {

    /** The devnet with shorter periods, so that windows come often. */
    static final Policy QUICK = Policy.DEVNET
            .with(new Policy.Rounds(1000, 200, 5, 6))
            .with(new Policy.Proving(40, 5, 8, 2, 4, 10, 120))
            .with(new Policy.Sealing(
                    Policy.DEVNET.sealing().sizes(),
                    4,
                    40,
                    60,
                    20,
                    14_400,
                    false,
                    Policy.DEVNET.sealing().kinds()))
            .with(new Policy.Deals(12, 12_000, 10, 256));

    private SealedGround() {}

    static Ground begin(Path folder) throws IOException {
        return begin(folder, SealedSectors.prover(), Runnable::run);
    }

    /** @param sealing what the pipeline seals with; @param threads where it does */
    static Ground begin(Path folder, Sealing sealing, Executor threads) throws IOException {
        Devnet net = Devnet.sealed(1, QUICK);
        StackedProver prover = SealedSectors.prover();
        Path sectors = folder.resolve("sectors");
        copyFirst(net, sectors);
        return new Ground(folder, net, room(sealing, threads, prover, sectors));
    }

    static SealingRoom room(Sealing sealing, Executor threads, Proving proving, Path sectors) {
        return new SealingRoom(sealing, sectors, threads, proving, Runnable::run, 2, 1 << 30, () -> false);
    }

    /** The sectors the miner began with are the pipeline's to show too. */
    private static void copyFirst(Devnet net, Path to) throws IOException {
        long miner = net.producer(0).idNumber();
        for (long number = 0; number < 2; number++) {
            Path from = net.sectors().files(miner, number).sealed().getParent();
            Path folder = to.resolve(net.producer(0).toString()).resolve(Long.toString(number));
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Path copy = folder.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
        }
    }
}
