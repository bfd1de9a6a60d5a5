package io.fondaco.market.arfleet.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.testing.kit.HandCrankedTime;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.After;
import org.junit.Test;

/** What providers answer when they mean harm. */
public class ProviderTalkTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: ";

    private final ServerSocket server = open();
    private final List<Socket> calls = new ArrayList<>();
    private final CountDownLatch answered = new CountDownLatch(1);

    private static ServerSocket open() {
        try {
            return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @After
    public void close() throws IOException {
        server.close();
        synchronized (calls) {
            for (Socket call : calls) {
                call.close();
            }
        }
    }

    /** Answers with this, and leaves the line open. */
    private String provider(String answer) {
        Thread thread = new Thread(() -> {
            try {
                Socket call = server.accept();
                synchronized (calls) {
                    calls.add(call);
                }
                OutputStream out = call.getOutputStream();
                out.write(answer.getBytes(US_ASCII));
                out.flush();
                answered.countDown();
            } catch (IOException over) {
                // The test is.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private static ProviderTalk talk(Duration patience) {
        return new ProviderTalk(new HandCrankedTime(), patience);
    }

    @Test
    public void anAnswerThatDoesNotEndIsGivenUp() {
        String url = provider(OK + "10\r\n\r\nabc");
        assertThatThrownBy(() -> talk(Duration.ofMillis(500)).download(url, "00", 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has not answered within 500 ms");
    }

    @Test
    public void whoeverIsToldToStopStopsWaitingForTheRestOfAnAnswer() throws Exception {
        String url = provider(OK + "10\r\n\r\nabc");
        List<Exception> thrown = new ArrayList<>();
        Thread asking = new Thread(() -> {
            try {
                talk(Duration.ofMinutes(5)).download(url, "00", 0, 1);
            } catch (IOException | InterruptedException e) {
                thrown.add(e);
            }
        });
        asking.setDaemon(true);
        asking.start();
        answered.await();
        asking.interrupt();
        asking.join(10_000);
        assertThat(asking.isAlive()).isFalse();
        assertThat(thrown).hasSize(1).first().isInstanceOf(InterruptedException.class);
    }

    @Test
    public void anAnswerThatIsTooLongIsGivenUp() {
        int most = ReplicaFiles.CHUNK;
        String url = provider(OK + (most + 1) + "\r\n\r\n" + "x".repeat(most + 1));
        assertThatThrownBy(() -> talk(Duration.ofMinutes(5)).download(url, "00", 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than " + most + " bytes");
    }

    @Test
    public void whatARefusalSaysCannotSteerATerminal() {
        String url = provider("HTTP/1.1 400 No\r\nContent-Length: 6\r\n\r\n\u001b[2Jno");
        assertThatThrownBy(() -> talk(Duration.ofMinutes(5)).download(url, "00", 0, 1))
                .isInstanceOf(ProviderTalk.RefusedException.class)
                .hasMessageEndingWith("400  [2Jno");
    }
}
