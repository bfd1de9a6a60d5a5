package io.fondaco.transfer.graphsync.internal;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.party.Party;
import io.fondaco.transfer.Offerings;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.graphsync.GraphSyncSettings;
import io.fondaco.transfer.graphsync.GraphSyncTransport;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Revalidator;
import io.fondaco.transfer.spi.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** GraphSync as a service: every party of the house speaks it while it is here. */
@Component(
        service = {Transport.class, Offerings.class},
        immediate = true,
        configurationPid = "io.fondaco.transfer.graphsync")
@Designate(ocd = GraphSyncComponent.Settings.class)
public final class GraphSyncComponent implements Transport, Offerings {

    @ObjectClassDefinition(
            name = "Fondaco GraphSync transport",
            description = "Moves DAGs between parties with GraphSync 2.0 and data-transfer 1.2.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Workers",
                description = "Threads that read, write and hash blocks.",
                min = "1",
                max = "64")
        int workers() default 4;

        @AttributeDefinition(
                name = "Requests per peer",
                description = "How many requests may be in progress with one peer, each way; more wait.",
                min = "1",
                max = "100")
        int requestsPerPeer() default 6;

        @AttributeDefinition(
                name = "Memory per peer",
                description = "Bytes of responses that are held for one peer until it takes them.",
                min = "2621440")
        long memoryPerPeer() default 16777216;

        @AttributeDefinition(
                name = "Memory",
                description = "Bytes of responses that are held for all peers; at least as much as for one.",
                min = "2621440")
        long memory() default 268435456;

        @AttributeDefinition(
                name = "Blocks",
                description = "How many blocks one request may walk, repetitions included.",
                min = "1")
        long blocks() default 4000000;

        @AttributeDefinition(
                name = "Nodes",
                description = "How many nodes one request may walk, those inside blocks included.",
                min = "1")
        long nodes() default 100000000;

        @AttributeDefinition(name = "Bytes", description = "How many bytes of blocks one request may bring.", min = "1")
        long bytes() default 68719476736L;

        @AttributeDefinition(
                name = "Silence in seconds",
                description = "How long a peer may say nothing before a request is given up, unless it has paused it.",
                min = "1",
                max = "3600")
        int silenceSeconds() default 60;
    }

    private final SystemTime time = new SystemTime("transfer-graphsync");
    private final GraphSyncTransport transport;
    private final Map<PeerId, Registration> parties = new ConcurrentHashMap<>();
    private final Map<String, Registration> revalidators = new ConcurrentHashMap<>();

    @Activate
    public GraphSyncComponent(@Reference Reception reception, Settings settings) {
        transport = new GraphSyncTransport(
                reception,
                time,
                new GraphSyncSettings(
                        settings.workers(),
                        settings.requestsPerPeer(),
                        settings.memoryPerPeer(),
                        settings.memory(),
                        settings.blocks(),
                        settings.nodes(),
                        settings.bytes(),
                        Duration.ofSeconds(settings.silenceSeconds())));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeParty")
    public void addParty(Party party) {
        parties.put(party.host().id(), transport.attach(party.host()));
    }

    public void removeParty(Party party) {
        Registration attached = parties.remove(party.host().id());
        if (attached != null) {
            attached.close();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeRevalidator")
    public void addRevalidator(Revalidator revalidator) {
        revalidators.put(revalidator.voucherType(), transport.add(revalidator));
    }

    public void removeRevalidator(Revalidator revalidator) {
        Registration added = revalidators.remove(revalidator.voucherType());
        if (added != null) {
            added.close();
        }
    }

    @Deactivate
    public void close() {
        parties.values().forEach(Registration::close);
        transport.close();
        time.close();
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public Attempt begin(TransferOrder order, Meter meter) {
        return transport.begin(order, meter);
    }

    @Override
    public Registration offer(PeerId party, Path car) throws IOException {
        return transport.offerings().offer(party, car);
    }

    @Override
    public List<Offering> list() {
        return transport.offerings().list();
    }
}
