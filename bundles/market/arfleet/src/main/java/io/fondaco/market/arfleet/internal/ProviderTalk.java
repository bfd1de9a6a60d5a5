package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.Signer;
import io.fondaco.arfleet.SignedRequest;
import io.fondaco.model.Durations;
import io.fondaco.model.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a client says to providers, and how they answer. */
final class ProviderTalk {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DIAL = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(45);
    private static final int MOST_TEXT = 64 << 10;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(DIAL)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Time time;
    private final Duration answer;

    ProviderTalk(Time time) {
        this(time, ANSWER);
    }

    /** @param answer how long a provider may take for all of its answer */
    ProviderTalk(Time time, Duration answer) {
        this.time = time;
        this.answer = answer;
    }

    /** A provider that answers, and says no. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        /** Whether it may say yes another time. */
        boolean passing() {
            return status >= 500 || status == 429 || status == 408;
        }
    }

    /**
     * Sends a command.
     *
     * @param provider its address, which the signature names
     * @return the text of the answer
     * @throws RefusedException when it says no; other IOExceptions when it cannot be reached
     */
    String command(Signer signer, String url, String provider, String command, Map<String, ?> fields)
            throws IOException, InterruptedException {
        byte[] body;
        try {
            body = JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        String path = "/cmd/" + command;
        HttpRequest request = signed(signer, url, "POST", path, provider, body)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return new String(send(request, MOST_TEXT), StandardCharsets.UTF_8);
    }

    /** Asks how far a placement is. */
    JsonNode status(Signer signer, String url, String provider, String placement)
            throws IOException, InterruptedException {
        String path = "/cmd/status?placement_id=" + placement;
        HttpRequest request =
                signed(signer, url, "GET", path, provider, new byte[0]).GET().build();
        return JSON.readTree(send(request, MOST_TEXT));
    }

    /** Gets packed chunks of a replica. */
    byte[] download(String url, String root, long first, int count) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(at(url, "/download/" + root + "?pos=" + first + "&count=" + count))
                .timeout(answer)
                .GET()
                .build();
        return send(request, count * ReplicaFiles.CHUNK);
    }

    private HttpRequest.Builder signed(
            Signer signer, String url, String method, String path, String provider, byte[] body) throws IOException {
        return HttpRequest.newBuilder(at(url, path))
                .timeout(answer)
                .header(SignedRequest.ADDRESS, signer.address())
                .header(SignedRequest.SIGNATURE, SignedRequest.sign(signer, method, path, provider, body, time.now()));
    }

    private static URI at(String url, String path) throws IOException {
        try {
            URI base = URI.create(url);
            if (!"http".equals(base.getScheme()) && !"https".equals(base.getScheme()) || base.getHost() == null) {
                throw new IllegalArgumentException("it is no address on the web");
            }
            String text = base.toString();
            return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("provider's address " + url + ": " + malformed.getMessage(), malformed);
        }
    }

    /** @param most bytes of an answer: no provider fills this machine's memory, and none keeps a thread by answering slowly */
    private byte[] send(HttpRequest request, int most) throws IOException, InterruptedException {
        Body body = new Body(most);
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(request, head -> body);
        HttpResponse<byte[]> response;
        try {
            response = asked.get(answer.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new IOException(request.uri() + " has not answered within " + Durations.text(answer), slow);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw new IOException(
                    cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        } finally {
            asked.cancel(true);
            body.stop();
        }
        if (response.statusCode() != 200) {
            byte[] text = response.body();
            String said = new String(text, 0, Math.min(text.length, 300), StandardCharsets.UTF_8);
            throw new RefusedException(
                    response.statusCode(),
                    request.uri().getPath() + ": " + response.statusCode() + " " + said.replaceAll("\\p{Cntrl}", " "));
        }
        return response.body();
    }

    /** An answer that is given up when it is too long, or has taken too long. */
    private static final class Body implements HttpResponse.BodySubscriber<byte[]> {
        private final int most;
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private Flow.Subscription source;
        private boolean stopped;

        Body(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public synchronized void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            if (stopped) {
                subscription.cancel();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public synchronized void onNext(List<ByteBuffer> more) {
            for (ByteBuffer each : more) {
                if (stopped || all.size() + each.remaining() > most) {
                    stop();
                    whole.completeExceptionally(new IOException("the answer has more than " + most + " bytes"));
                    return;
                }
                byte[] bytes = new byte[each.remaining()];
                each.get(bytes);
                all.writeBytes(bytes);
            }
        }

        @Override
        public void onError(Throwable broken) {
            whole.completeExceptionally(broken);
        }

        @Override
        public synchronized void onComplete() {
            whole.complete(all.toByteArray());
        }

        synchronized void stop() {
            stopped = true;
            if (source != null) {
                source.cancel();
            }
        }
    }
}
