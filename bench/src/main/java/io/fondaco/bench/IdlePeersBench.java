package io.fondaco.bench;

import io.fondaco.crypto.PeerKeyPair;
import io.fondaco.model.PeerId;
import io.fondaco.model.SystemTime;
import io.fondaco.network.Host;
import io.fondaco.network.Multiaddr;
import io.fondaco.network.PeerView;
import io.fondaco.network.libp2p.Libp2pNetwork;
import io.fondaco.network.libp2p.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a connected peer costs that does nothing: heap of this process, peers in another. Needed: 64 KiB each. */
public final class IdlePeersBench {

    private static final int NEEDED_KIB = 64;

    private IdlePeersBench() {}

    /** Arguments: peers, security. */
    public static void main(String[] args) throws Exception {
        int peers = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        for (String security : args.length > 1 ? List.of(args[1]) : List.of("noise", "tls")) {
            Settings s = Settings.STANDARD.securedBy(List.of(security));
            Settings roomy = new Settings(
                    s.listen(),
                    s.security(),
                    Duration.ofMinutes(1),
                    s.connect(),
                    s.negotiate(),
                    s.idle(),
                    s.maxWindow(),
                    2 * peers,
                    2 * peers,
                    s.perPeerStreams(),
                    s.memory(),
                    s.gossip(),
                    s.routing());
            Host host = BenchHosts.open(roomy, 2);
            long before = heap();
            Process child = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx2g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Crowd.class.getName(),
                            host.addresses().get(0).withPeer(host.id()).toString(),
                            Integer.toString(peers),
                            security)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
            String said = lines.readLine();
            long connected =
                    host.peers().list().stream().filter(PeerView::connected).count();
            long after = heap();
            System.out.printf(
                    "%s: %d peers connected (%s), %.1f KiB of heap each (needed %d or less); %d MiB before, %d MiB after%n",
                    security,
                    connected,
                    said,
                    (after - before) / 1024.0 / connected,
                    NEEDED_KIB,
                    before >> 20,
                    after >> 20);
            child.getOutputStream().close();
            child.waitFor();
            host.close();
        }
        System.exit(0);
    }

    /** After as many collections as it takes until nothing more goes. */
    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int stable = 0; stable < 3; ) {
            System.gc();
            long used = runtime.totalMemory() - runtime.freeMemory();
            stable = used < least - 4096 ? 0 : stable + 1;
            least = Math.min(least, used);
        }
        return least;
    }

    /** The peers, in a process of their own. */
    static final class Crowd {
        private Crowd() {}

        public static void main(String[] args) throws Exception {
            Multiaddr address = Multiaddr.parse(args[0]);
            PeerId peer = address.peer().orElseThrow();
            Libp2pNetwork network =
                    new Libp2pNetwork(Settings.STANDARD.securedBy(List.of(args[2])), new SystemTime("crowd"), 2);
            List<Host> hosts = new ArrayList<>();
            SecureRandom random = new SecureRandom();
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                PeerKeyPair keys = PeerKeyPair.generate(random);
                Host host = BenchHosts.await(network.open(BenchHosts.identity(keys), List.of()));
                host.peers().learn(peer, List.of(address), Duration.ofHours(1));
                BenchHosts.await(host.peers().ping(peer));
                hosts.add(host);
            }
            System.out.println(hosts.size() + " dialled and pinged");
            while (System.in.read() >= 0) {
                continue;
            }
            System.exit(0);
        }
    }
}
