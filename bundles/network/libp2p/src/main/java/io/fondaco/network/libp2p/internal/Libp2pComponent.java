package io.fondaco.network.libp2p.internal;

import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Identity;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.Network;
import io.fondaco.network.libp2p.Libp2pNetwork;
import io.fondaco.network.libp2p.Settings;
import io.fondaco.network.libp2p.internal.noise.Aead;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The libp2p network as a service. */
@Component(
        service = Network.class,
        configurationPid = "io.fondaco.network.libp2p",
        property = {"fondaco.network=libp2p", "service.ranking:Integer=10"})
@Designate(ocd = Libp2pComponent.Config.class)
public final class Libp2pComponent implements Network {

    @ObjectClassDefinition(name = "Fondaco libp2p network", description = "How parties reach peers over TCP.")
    public @interface Config {

        @AttributeDefinition(
                name = "Listen",
                description = "Multiaddrs where parties listen that name none of their own; TCP, port 0 for any.")
        String[] listen() default {"/ip4/127.0.0.1/tcp/0"};

        @AttributeDefinition(name = "Security", description = "noise, tls or both, the preferred first.")
        String[] security() default {"noise", "tls"};

        @AttributeDefinition(name = "Upgrade", description = "Seconds a new connection has to become usable.")
        int upgradeSeconds() default 15;

        @AttributeDefinition(name = "Connect", description = "Seconds an address has to answer.")
        int connectSeconds() default 5;

        @AttributeDefinition(name = "Negotiate", description = "Seconds a peer has to agree on a stream's protocol.")
        int negotiateSeconds() default 10;

        @AttributeDefinition(name = "Idle", description = "Seconds a stream we opened may be silent.")
        int idleSeconds() default 300;

        @AttributeDefinition(name = "Window", description = "KiB a stream's receive window may grow to; 256 or more.")
        int maxWindowKib() default 16384;

        @AttributeDefinition(name = "Peers", description = "Connections of one party at most, in each direction.")
        int peers() default 2048;

        @AttributeDefinition(name = "Per address", description = "Connections from one remote address at most.")
        int perAddress() default 256;

        @AttributeDefinition(
                name = "Streams per peer",
                description = "Streams with one peer at most, in each direction.")
        int perPeerStreams() default 512;

        @AttributeDefinition(name = "Memory", description = "MiB that peers may make one party hold for them.")
        int memoryMib() default 512;

        @AttributeDefinition(
                name = "Gossip",
                description = "Parameters of pub/sub: standard or filecoin; the same on all nodes that share topics.")
        String gossip() default "standard";

        @AttributeDefinition(
                name = "Routing",
                description =
                        "Finding content and peers by the Kademlia DHT: off, client (asks) or server (answers too).")
        String routing() default "off";

        @AttributeDefinition(name = "Routing protocol", description = "The DHT's protocol id.")
        String routingProtocol() default "/ipfs/kad/1.0.0";

        @AttributeDefinition(
                name = "Bootstrap",
                description = "Multiaddrs, each with /p2p/ and a peer, that the DHT begins with.")
        String[] bootstrap() default {};

        @AttributeDefinition(name = "Threads", description = "Event loops; 0 for one per processor.")
        int threads() default 0;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Libp2pComponent.class);

    private final SystemTime time = new SystemTime("network-libp2p");
    private final Libp2pNetwork network;

    @Activate
    public Libp2pComponent(Config config) {
        Settings settings = settings(config);
        LOG.info("Connections are secured by {}, Noise with {}'s cipher", settings.security(), Aead.best());
        network = new Libp2pNetwork(settings, time, config.threads());
    }

    private static Settings settings(Config config) {
        return new Settings(
                words(config.listen()).stream().map(Multiaddr::parse).toList(),
                words(config.security()),
                Duration.ofSeconds(config.upgradeSeconds()),
                Duration.ofSeconds(config.connectSeconds()),
                Duration.ofSeconds(config.negotiateSeconds()),
                Duration.ofSeconds(config.idleSeconds()),
                Math.multiplyExact(config.maxWindowKib(), 1024),
                config.peers(),
                config.perAddress(),
                config.perPeerStreams(),
                (long) config.memoryMib() << 20,
                choice(Settings.Gossip.class, config.gossip()),
                new Settings.Routing(
                        choice(Settings.Routing.Mode.class, config.routing()),
                        config.routingProtocol().trim(),
                        words(config.bootstrap()).stream().map(Multiaddr::parse).toList()));
    }

    private static <E extends Enum<E>> E choice(Class<E> of, String word) {
        try {
            return Enum.valueOf(of, word.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + word + "' is none of "
                            + Arrays.toString(of.getEnumConstants()).toLowerCase(Locale.ROOT),
                    e);
        }
    }

    /** A plain cfg file gives one string, however many values it names. */
    private static List<String> words(String[] values) {
        return Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }

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
