package io.fondaco.network.inprocess.internal;

import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Network;
import io.fondaco.network.inprocess.InProcessNetwork;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The in-process network as a service. */
@Component(service = Network.class, property = "fondaco.network=inprocess")
public final class InProcessComponent implements Network {

    private final SystemTime time = new SystemTime("network-inprocess");
    private final InProcessNetwork network = new InProcessNetwork(time);

    @Activate
    public InProcessComponent() {}

    @Deactivate
    public void close() {
        network.close();
        time.close();
    }

    @Override
    public CompletionStage<Host> open(Identity identity, List<Multiaddr> listen) {
        return network.open(identity, listen);
    }
}
