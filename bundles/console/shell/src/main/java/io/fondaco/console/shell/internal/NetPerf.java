package io.fondaco.console.shell.internal;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.Peers;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code net:perf}. */
@Service
@Command(
        scope = "net",
        name = "perf",
        description =
                "Measure how fast bytes move to and from a peer that answers /perf/1.0.0. Example: net:perf --up 256 bob")
public final class NetPerf extends NetCommand<NetPerf.Found> {

    private static final int MOST = 10_240;
    private static final int EVERY_SECONDS = 2;
    private static final int PATIENCE_SECONDS = 600;

    /** Bytes each way, and what they took in seconds. */
    public record Found(PeerId peer, long upBytes, double upSeconds, long downBytes, double downSeconds) {}

    @Argument(name = "peer", description = "An address that ends with /p2p/ID, a peer id, or a party", required = true)
    String target;

    @Option(name = "--up", description = "MiB to send, 0 to 10240")
    int up = 100;

    @Option(name = "--down", description = "MiB to have sent back, 0 to 10240")
    int down = 100;

    @Override
    Found ask() throws Exception {
        if (up < 0 || up > MOST || down < 0 || down > MOST) {
            throw new IllegalArgumentException("--up and --down are 0 to " + MOST + " MiB");
        }
        Host host = chosen().host();
        PeerId peer = peer(host, target);
        long upBytes = (long) up << 20;
        long downBytes = (long) down << 20;
        await(host.peers().connect(peer));
        Peers.Speed speed =
                watched(host.peers().measure(peer, upBytes, downBytes).toCompletableFuture());
        return new Found(
                peer,
                upBytes,
                speed.up().toNanos() / 1e9,
                downBytes,
                speed.down().toNanos() / 1e9);
    }

    /** Says that it goes on, every two seconds. */
    private Peers.Speed watched(CompletableFuture<Peers.Speed> measuring) throws Exception {
        for (int waited = 0; waited < PATIENCE_SECONDS; waited += EVERY_SECONDS) {
            try {
                measuring.get(EVERY_SECONDS, TimeUnit.SECONDS);
                break;
            } catch (TimeoutException goesOn) {
                if (interactive() && !json) {
                    System.out.println("measuring for " + (waited + EVERY_SECONDS) + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted");
            } catch (ExecutionException failed) {
                break;
            }
        }
        return await(measuring);
    }

    @Override
    void show(Found found, PrintStream out) {
        out.printf("%s%n", found.peer());
        line(out, "up", found.upBytes(), found.upSeconds());
        line(out, "down", found.downBytes(), found.downSeconds());
    }

    private static void line(PrintStream out, String way, long bytes, double seconds) {
        double mebibytes = bytes / 1048576.0;
        out.printf(
                "  %-4s  %.0f MiB in %.2f s, %.0f MiB/s%n",
                way, mebibytes, seconds, mebibytes / Math.max(1e-9, seconds));
    }
}
