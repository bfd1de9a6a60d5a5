package io.fondaco.console.shell.internal;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code net:ping}. */
@Service
@Command(scope = "net", name = "ping", description = "See how long a peer takes to answer. Example: net:ping -c 5 bob")
public final class NetPing extends NetCommand<NetPing.Answer> {

    private static final int MOST = 100;

    /**
     * What came back.
     *
     * @param nanos for each ping, in order
     */
    public record Answer(PeerId peer, List<Long> nanos) {}

    @Argument(name = "peer", description = "An address that ends with /p2p/ID, a peer id, or a party", required = true)
    String target;

    @Option(name = "-c", aliases = "--count", description = "How often, 1 to 100")
    int count = 3;

    @Override
    Answer ask() throws Exception {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("-c is 1 to " + MOST + ", not " + count);
        }
        Host host = chosen().host();
        PeerId peer = peer(host, target);
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nanos.add(await(host.peers().ping(peer)).toNanos());
        }
        return new Answer(peer, nanos);
    }

    @Override
    void show(Answer answer, PrintStream out) {
        answer.nanos()
                .forEach(nanos -> out.println(answer.peer() + " answered after " + seconds(Duration.ofNanos(nanos))));
    }
}
