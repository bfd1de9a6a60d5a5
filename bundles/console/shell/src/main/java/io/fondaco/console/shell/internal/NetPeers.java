package io.fondaco.console.shell.internal;

import io.fondaco.network.PeerView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code net:peers}. */
@Service
@Command(
        scope = "net",
        name = "peers",
        description = "List connected peers, with --all also those only known. Example: net:peers --party bob")
public final class NetPeers extends NetCommand<List<NetPeers.Known>> {

    /** A peer and whose it is. */
    public record Known(String party, PeerView peer) {}

    @Option(name = "--all", description = "Those that are not connected as well")
    boolean all;

    @Override
    List<Known> ask() {
        List<Known> known = new ArrayList<>();
        parties().forEach(one -> one.host().peers().list().stream()
                .filter(peer -> all || peer.connected())
                .forEach(peer -> known.add(new Known(one.name(), peer))));
        return known;
    }

    @Override
    void show(List<Known> found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Known known : found) {
            PeerView peer = known.peer();
            if (!peer.connected()) {
                rows.add(List.of(known.party(), brief(peer.id()), "known", "", "", peer.agent()));
            }
            for (PeerView.Connection connection : peer.connections()) {
                rows.add(List.of(
                        known.party(),
                        brief(peer.id()),
                        (connection.dialled() ? "to " : "from ") + connection.remote(),
                        connection.security(),
                        connection.streams() + " / "
                                + connection
                                        .roundTrip()
                                        .map(NetCommand::seconds)
                                        .orElse("-"),
                        peer.agent()));
            }
        }
        table(
                out,
                "No peers; net:connect ADDRESS finds one",
                List.of("Party", "Peer", "Connection", "By", "Streams / RTT", "Agent"),
                rows);
    }
}
