package io.fondaco.console.shell.internal;

import io.fondaco.model.PeerId;
import io.fondaco.network.Host;
import io.fondaco.network.PeerView;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code net:connect}. */
@Service
@Command(
        scope = "net",
        name = "connect",
        description = "Connect to a peer. Example: net:connect /ip4/192.0.2.7/tcp/4001/p2p/12D3Koo...")
public final class NetConnect extends NetCommand<PeerView> {

    @Argument(
            name = "peer",
            description = "An address that ends with /p2p/ID; or a peer id or party that is known already",
            required = true)
    String target;

    private boolean before;

    @Override
    PeerView ask() throws Exception {
        Host host = chosen().host();
        PeerId peer = peer(host, target);
        before = connected(host, peer);
        return await(host.peers().connect(peer));
    }

    @Override
    void show(PeerView peer, PrintStream out) {
        peer.connections()
                .forEach(connection ->
                        out.println((before ? "Already connected to " : "Connected to ") + peer.id() + " at "
                                + connection.remote() + " by " + connection.security() + " and " + connection.muxer()));
    }
}
