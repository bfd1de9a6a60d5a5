package io.fondaco.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.spi.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Addresses that lead where no stranger may send us: none is ever connected to. */
public class ForbiddenAddressesTest {

    private static final List<String> FORBIDDEN = List.of(
            "http://127.0.0.1/",
            "http://127.0.0.1:8080/secret",
            "http://127.8.9.10/",
            "http://localhost/",
            "http://LOCALHOST:9000/",
            "http://localhost./",
            "https://localhost/",
            "http://[::1]/",
            "http://[0:0:0:0:0:0:0:1]:8080/",
            "http://0.0.0.0/",
            "http://0.1.2.3/",
            "http://[::]/",
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://172.31.255.255/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://100.127.255.254/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fe80::1]/",
            "http://[fe80::1%25eth0]/",
            "http://[fec0::1]/",
            "http://[fc00::1]/",
            "http://[fd12:3456:789a::1]/",
            "http://224.0.0.1/",
            "http://239.255.255.250/",
            "http://[ff02::1]/",
            "http://240.0.0.1/",
            "http://255.255.255.255/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[::ffff:169.254.169.254]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://[64:ff9b:1::1]/",
            "http://[2002:7f00:1::]/",
            "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
            "http://2130706433/",
            "http://017700000001/",
            "http://0x7f000001/",
            "http://0x7f.0x0.0x0.0x1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://127.0.1/",
            "http://127.0.0.01/",
            "http://127.0.0.1./",
            "http://user@example.com/",
            "http://user:pass@93.184.216.34/",
            "http://93.184.216.34@127.0.0.1/",
            "http://inside.example/",
            "http://mixed.example/",
            "http://metadata.example/",
            "http://93.184.216.34:22/",
            "http://93.184.216.34:25/",
            "http://93.184.216.34:0/",
            "http://93.184.216.34:81/",
            "http://93.184.216.34:65536/",
            "ftp://93.184.216.34/",
            "file:///etc/passwd",
            "gopher://93.184.216.34/",
            "jar:http://93.184.216.34!/",
            "http:///nothing",
            "http:93.184.216.34",
            "//93.184.216.34/");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<InetSocketAddress> connects = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpTransport transport = new HttpTransport(
            new HandCrankedTime(), HttpSettings.STANDARD, this::resolve, this::connect, (SSLSocketFactory)
                    SSLSocketFactory.getDefault());

    @After
    public void close() {
        transport.close();
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        asked.add(host);
        return switch (host) {
            case "inside.example" -> addresses("10.1.2.3");
            case "mixed.example" -> addresses("93.184.216.34", "127.0.0.1");
            case "metadata.example" -> addresses("169.254.169.254");
            case "outside.example", "example.com" -> addresses("93.184.216.34");
            // These would be asked of the machine: literals and localhost only.
            default -> List.of(InetAddress.getAllByName(host));
        };
    }

    private static List<InetAddress> addresses(String... all) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String one : all) {
            addresses.add(InetAddress.getByName(one));
        }
        return addresses;
    }

    private void connect(Socket socket, InetSocketAddress to, int timeout) throws java.io.IOException {
        connects.add(to);
        throw new java.net.ConnectException("recorded");
    }

    private TransportException failure(String url) throws Exception {
        Path file = folder.getRoot().toPath().resolve("file");
        return Pulls.failure(transport, Pulls.order(url, Map.of(), file, -1, 100));
    }

    @Test
    public void connectsToNoneOfThem() throws Exception {
        assertThat(FORBIDDEN).hasSizeGreaterThan(40).doesNotHaveDuplicates();
        for (String url : FORBIDDEN) {
            TransportException refused = failure(url);
            assertThat(refused.worthRepeating()).as(url).isFalse();
            assertThat(refused).as(url).hasMessageStartingWith("the address is refused: ");
            assertThat(connects).as(url).isEmpty();
        }
    }

    @Test
    public void cannotEvenBeOrderedToSomeOfThem() {
        for (String url :
                List.of("http://127.0.0.1\\@93.184.216.34/", "http://[::1", "http://a b/", "http://a\r\nb/")) {
            boolean parsed;
            try {
                new URI(url);
                parsed = true;
            } catch (URISyntaxException e) {
                parsed = false;
            }
            assertThat(parsed).as(url).isFalse();
        }
    }

    @Test
    public void connectsToTheCheckedAddressOfAProperName() throws Exception {
        for (String url : List.of(
                "http://outside.example/",
                "http://93.184.216.34:8080/",
                "http://[2606:2800:220:1:248:1893:25c8:1946]/",
                "http://outside.example:443/")) {
            connects.clear();
            assertThat(failure(url).worthRepeating()).as(url).isTrue();
            assertThat(connects).as(url).isNotEmpty().allMatch(to -> !to.isUnresolved());
        }
        assertThat(asked.stream().filter("outside.example"::equals))
                .as("once per pull")
                .hasSize(2);
    }

    @Test
    public void asksNoNameServerWhenTheFormIsWrong() throws Exception {
        for (String url : List.of("http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://u@example.com/")) {
            failure(url);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    public void evenAPrivateHouseNeverAsksLinkLocalOrReservedAddresses() throws Exception {
        HttpSettings s = HttpSettings.STANDARD;
        try (HttpTransport home = new HttpTransport(
                new HandCrankedTime(),
                new HttpSettings(true, 0, 5, s.minChunk(), s.connect(), s.floor(), s.window()),
                this::resolve,
                this::connect,
                (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            Path file = folder.getRoot().toPath().resolve("file");
            for (String url : List.of(
                    "http://169.254.169.254/",
                    "http://metadata.example/",
                    "http://0.0.0.0/",
                    "http://[fe80::1]/",
                    "http://224.0.0.1/",
                    "http://240.0.0.1/",
                    "http://[64:ff9b::a9fe:a9fe]/")) {
                assertThat(Pulls.failure(home, Pulls.order(url, Map.of(), file, -1, 100)))
                        .as(url)
                        .hasMessageStartingWith("the address is refused");
            }
            assertThat(connects).isEmpty();
            Pulls.failure(home, Pulls.order("http://127.0.0.1:9000/", Map.of(), file, -1, 100));
            assertThat(connects).hasSize(1);
        }
    }
}
