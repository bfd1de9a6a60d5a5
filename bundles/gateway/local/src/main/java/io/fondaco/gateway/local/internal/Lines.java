package io.fondaco.gateway.local.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.model.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that grows while the work goes on: a JSON object a line, {@code {"progress": ...}} any number of times, then
 * {@code {"result": ...}} or {@code {"error": {"message", "hint"}}}. Once the caller has hung up nothing more is written.
 */
final class Lines implements Progress {

    /** What a streaming answer does; it may throw whatever it likes, {@link #answer} says it to the caller. */
    @FunctionalInterface
    interface Work {
        Object run(Lines lines) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Lines.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A connection on which nothing moves is taken for dead by what lies between: so something moves. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final long EVERY_NANOS = 100_000_000;

    /** Each stream holds a thread of the listener. */
    private static final int MOST = 64;

    private static final Semaphore OPEN = new Semaphore(MOST);

    private final OutputStream out;
    private boolean gone;
    private long told;
    private String stage = "";

    private Lines(OutputStream out) {
        this.out = out;
    }

    /** Runs the work, its first line being the status: refusals before it should be thrown, not streamed. */
    static void answer(HttpServletResponse response, String what, Work work) throws IOException {
        if (!OPEN.tryAcquire()) {
            throw new Problem(
                    503, MOST + " streams are open already", "Close some, or ask for the state now and then instead.");
        }
        try {
            response.setStatus(200);
            response.setContentType("application/x-ndjson");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            Lines lines = new Lines(response.getOutputStream());
            try {
                lines.write(Map.of("result", work.run(lines)));
            } catch (RuntimeException | IOException failure) {
                lines.fail(what, failure);
            }
        } finally {
            OPEN.release();
        }
    }

    /** Progress of some bytes, told at most ten times a second but always when the stage changes or is through. */
    @Override
    public synchronized void at(String now, long done, long total) {
        long time = System.nanoTime();
        if (now.equals(stage) && done != total && time - told < EVERY_NANOS) {
            return;
        }
        told = time;
        stage = now;
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("stage", now);
        progress.put("done", done);
        progress.put("total", total);
        tell(progress);
    }

    /** Any other news. */
    synchronized void tell(Map<String, ?> progress) {
        write(Map.of("progress", progress));
    }

    /** Waits for a stage, telling now and then that it waits, so that nobody takes the connection for dead. */
    <T> T await(CompletionStage<T> stage, Duration patience) throws IOException {
        CompletableFuture<T> done = stage.toCompletableFuture();
        long end = System.nanoTime() + patience.toNanos();
        while (!done.isDone() && System.nanoTime() < end) {
            try {
                done.get(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                tell(Map.of("stage", "waiting"));
            } catch (ExecutionException | CancellationException failed) {
                break; // told below
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The node is stopping");
            }
        }
        return Refusals.await(done, Duration.ZERO);
    }

    /** Whether the caller hung up: work nobody waits for may end. */
    synchronized boolean gone() {
        return gone;
    }

    private void fail(String what, Exception failure) {
        Problem problem = Refusals.problem(failure).orElseGet(() -> {
            LOG.error("{} failed", what, failure);
            return new Problem(500, "The node could not do it: " + failure, "See log/fondaco.log of the node.");
        });
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("status", problem.status());
        error.put("message", problem.getMessage());
        error.put("hint", problem.hint());
        write(Map.of("error", error));
    }

    private synchronized void write(Map<String, ?> line) {
        if (gone) {
            return;
        }
        try {
            out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A line has no JSON form", e);
        } catch (IOException e) {
            // The caller is away; what was begun goes on without an audience.
            LOG.debug("Nobody listens any more", e);
            gone = true;
        }
    }
}
