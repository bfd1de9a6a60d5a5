package io.fondaco.bench;

import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.libp2p.Settings;
import java.time.Duration;
import java.util.List;

/**
 * An upload over a long path, from dialling to the last byte, on a fresh connection each time. Started by
 * {@code bench/path/run.sh}, which makes the path. Needed: 100 MiB at 60 ms within 3.05 s, go-libp2p's figure.
 */
public final class LongPathBench {

    private static final double NEEDED = 3.05;

    private LongPathBench() {}

    /** Arguments: the other host's address with its peer id, MiB, rounds. */
    public static void main(String[] args) throws Exception {
        Multiaddr address = Multiaddr.parse(args[0].trim());
        int mebibytes = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        for (String security : List.of("noise", "tls")) {
            for (int round = 1; round <= rounds; round++) {
                Host host = BenchHosts.open(
                        Settings.STANDARD
                                .securedBy(List.of(security))
                                .listeningAt(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))),
                        1);
                host.peers().learn(address.peer().orElseThrow(), List.of(address), Duration.ofHours(1));
                long start = System.nanoTime();
                BenchHosts.await(host.peers().measure(address.peer().orElseThrow(), (long) mebibytes << 20, 0));
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "%s round %d: %d MiB in %.2f s, round trip %.0f ms (needed %.2f s)%n",
                        security,
                        round,
                        mebibytes,
                        seconds,
                        BenchHosts.await(host.peers().ping(address.peer().orElseThrow()))
                                        .toNanos()
                                / 1e6,
                        NEEDED);
                host.close();
            }
        }
        System.exit(0);
    }
}
