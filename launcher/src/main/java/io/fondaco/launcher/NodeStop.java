package io.fondaco.launcher;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Stops a node: asks, then signals, then kills, and says which of them it took. */
final class NodeStop {

    private static final Duration ASKED = Duration.ofSeconds(40);
    private static final Duration SIGNALLED = Duration.ofSeconds(20);
    private static final Duration KILLED = Duration.ofSeconds(10);

    private final NodeFolder node;
    private final Say say;

    NodeStop(NodeFolder node, Say say) {
        this.node = node;
        this.say = say;
    }

    /** Returns how it ended: {@code asked}, {@code signalled}, {@code killed}, or empty when nothing ran. */
    Optional<String> stop() throws IOException {
        Optional<ProcessHandle> running = node.process();
        if (running.isEmpty()) {
            Files.deleteIfExists(node.apiFile());
            Files.deleteIfExists(node.nodeFile());
            return Optional.empty();
        }
        ProcessHandle process = running.get();
        String how = end(process);
        Files.deleteIfExists(node.apiFile());
        Files.deleteIfExists(node.nodeFile());
        return Optional.of(how);
    }

    private String end(ProcessHandle process) throws IOException {
        if (ask()) {
            if (gone(process, ASKED)) {
                return "asked";
            }
            say.note("Still running " + ASKED.toSeconds() + " s after it was asked to stop: sending SIGTERM to "
                    + process.pid());
        }
        process.destroy();
        if (gone(process, SIGNALLED)) {
            return "signalled";
        }
        say.note("Still running " + SIGNALLED.toSeconds() + " s after SIGTERM: sending SIGKILL to " + process.pid());
        process.destroyForcibly();
        if (gone(process, KILLED)) {
            return "killed";
        }
        throw new Failure(
                "Process " + process.pid() + " does not end even when killed",
                "It hangs in the kernel, often on a lost disk: see dmesg.");
    }

    private boolean ask() {
        try {
            Api.of(node).post("/shutdown", null);
            return true;
        } catch (Failure | IOException e) {
            say.note("The API does not answer (" + e.getMessage() + "): sending SIGTERM");
            return false;
        }
    }

    private static boolean gone(ProcessHandle process, Duration patience) throws IOException {
        // ProcessHandle.onExit looks at other people's children with growing pauses; a stop should not wait for those.
        long end = System.nanoTime() + patience.toNanos();
        while (NodeFolder.lives(process)) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted");
            }
        }
        return true;
    }
}
