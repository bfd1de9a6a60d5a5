package io.fondaco.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.testing.kit.HandCrankedTime;
import io.fondaco.transfer.spi.TransportException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManagerFactory;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The address that was checked is the one that is connected to; the name stays in Host, SNI and the certificate. */
public class PinnedAddressTest {

    private static final String PUBLIC = "93.184.216.34";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<InetSocketAddress> connects = new CopyOnWriteArrayList<>();
    private final AtomicInteger resolved = new AtomicInteger();
    private final byte[] content = Pulls.content(1_000_000);

    /** Public addresses only; the name leads inside from the second time on, as a rebinding name server has it. */
    private HttpTransport transport(RawServer server, SSLSocketFactory tls) {
        return new HttpTransport(
                new HandCrankedTime(),
                new HttpSettings(false, 0, 5, 100_000, Duration.ofSeconds(15), 1024, Duration.ofSeconds(60)),
                host -> List.of(InetAddress.getByName(resolved.incrementAndGet() == 1 ? PUBLIC : "127.0.0.1")),
                (socket, to, timeout) -> {
                    connects.add(to);
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), timeout);
                },
                tls);
    }

    private Path file() {
        return folder.getRoot().toPath().resolve("file");
    }

    private RawServer.Answer ranges() {
        return (request, out) -> RawServer.range(request, out, content, "\"a\"", Long.MAX_VALUE);
    }

    @Test
    public void aNameServerThatChangesItsMindLeadsNobodyInside() throws Exception {
        try (RawServer server = new RawServer(ranges());
                HttpTransport transport = transport(server, (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            String url = "http://data.example:8080/a?b=c";
            assertThat(Pulls.done(transport.begin(
                            Pulls.order(url, Map.of(), file(), content.length, content.length), Pulls.NOBODY)))
                    .isEqualTo(content.length);
            assertThat(file()).hasBinaryContent(content);
            assertThat(resolved).as("asked once for all connections").hasValue(1);
            assertThat(connects)
                    .hasSizeBetween(1, 5)
                    .allMatch(to -> to.getAddress().getHostAddress().equals(PUBLIC) && to.getPort() == 8080);
            assertThat(server.requests).allSatisfy(request -> {
                assertThat(request.headers()).containsEntry("host", "data.example:8080");
                assertThat(request.path()).isEqualTo("/a?b=c");
            });

            int before = connects.size();
            Files.delete(file());
            TransportException second = Pulls.failure(transport, Pulls.order(url, Map.of(), file(), -1, 100));
            assertThat(second).hasMessage("the address is refused: the host leads to an address that is loopback");
            assertThat(connects).hasSize(before);
        }
    }

    @Test
    public void checksTheCertificateAgainstTheNameAndSaysTheName() throws Exception {
        SSLContext context = certificateFor("data.example");
        List<String> names = new CopyOnWriteArrayList<>();
        ServerSocket socket =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = ((SSLServerSocket) socket).getSSLParameters();
        parameters.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
            @Override
            public boolean matches(SNIServerName name) {
                return names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII));
            }
        }));
        ((SSLServerSocket) socket).setSSLParameters(parameters);
        try (RawServer server = new RawServer(socket, ranges())) {
            try (HttpTransport transport = transport(server, context.getSocketFactory())) {
                assertThat(Pulls.done(transport.begin(
                                Pulls.order("https://data.example/", Map.of(), file(), -1, content.length),
                                Pulls.NOBODY)))
                        .isEqualTo(content.length);
                assertThat(file()).hasBinaryContent(content);
                assertThat(server.requests)
                        .allSatisfy(request -> assertThat(request.headers()).containsEntry("host", "data.example"));
            }
            assertThat(names).containsOnly("data.example");
            server.requests.clear();
            resolved.set(0);
            try (HttpTransport transport = transport(server, context.getSocketFactory())) {
                TransportException wrong =
                        Pulls.failure(transport, Pulls.order("https://other.example/", Map.of(), file(), -1, 100));
                assertThat(wrong.worthRepeating()).isFalse();
                assertThat(wrong).hasMessageStartingWith("no trust in https://other.example");
            }
            resolved.set(0);
            try (HttpTransport transport = transport(server, (SSLSocketFactory) SSLSocketFactory.getDefault())) {
                assertThat(Pulls.failure(transport, Pulls.order("https://data.example/", Map.of(), file(), -1, 100))
                                .worthRepeating())
                        .as("nobody known signed it")
                        .isFalse();
            }
            assertThat(server.requests).isEmpty();
        }
    }

    /** A key and a certificate that only the test trusts, made by the JDK's own tool. */
    private SSLContext certificateFor(String name) throws Exception {
        Path store = folder.getRoot().toPath().resolve("keys.p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "test",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "only-a-test")
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "only-a-test".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "only-a-test".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("test", keys.getCertificate("test"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
