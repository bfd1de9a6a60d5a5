package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoException;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.DryRun;
import io.fondaco.ao.ItemBuilder;
import io.fondaco.ao.Receipt;
import io.fondaco.ao.Result;
import io.fondaco.ao.Signer;
import io.fondaco.ao.Tag;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.testing.kit.HandCrankedTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A unit with a store that outlives it, time turned by hand, and a few people. */
final class Rig implements AutoCloseable {
    static final Signer UNIT = signer(1);
    static final Signer ALICE = signer(2);
    static final Signer MALLORY = signer(3);

    final HandCrankedTime time = new HandCrankedTime();
    final MemoryStore memory = new MemoryStore();
    final TestRuntime runtime = new TestRuntime();
    final Path folder;
    Settings settings = Settings.DEFAULT;
    Runtimes runtimes;
    Unit unit;
    private int number;

    Rig(Path folder) {
        this.folder = folder;
    }

    static Signer signer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Signer.ed25519(bytes);
    }

    Rig start() {
        return start(memory, memory);
    }

    /** A new life of the unit on what is stored. */
    Rig start(Journal journal, Index index) {
        try {
            runtimes = new Runtimes();
            runtimes.add(runtime);
            unit = new Unit(settings, UNIT, time, new Store(journal, index, new FileBlobs(folder)), runtimes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Rig restart() {
        unit.close();
        return start();
    }

    @Override
    public void close() {
        unit.close();
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    static AoException refusal(CompletionStage<?> stage) {
        try {
            throw new AssertionError("it was taken: " + get(stage));
        } catch (AoException refused) {
            return refused;
        }
    }

    DataItem moduleItem(String code) {
        return DataItem.builder()
                .tag("Data-Protocol", "ao")
                .tag("Type", "Module")
                .tag("Module-Format", TestRuntime.FORMAT)
                .tag("Input-Encoding", "JSON-1")
                .tag("Output-Encoding", "JSON-1")
                .data(code)
                .sign(ALICE);
    }

    String module() {
        return get(unit.install(moduleItem("book")));
    }

    DataItem processItem(String module, Tag... more) {
        return DataItem.builder()
                .anchor("%032d".formatted(number++))
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", "Process")
                .tag("Module", module)
                .tag("Scheduler", UNIT.address())
                .tags(List.of(more))
                .data("hello")
                .sign(ALICE);
    }

    String spawn(Tag... more) {
        return get(unit.submit(processItem(module(), more))).id();
    }

    ItemBuilder messageTo(String process, String action) {
        return DataItem.builder()
                .target(process)
                .anchor("%032d".formatted(number++))
                .tag("Data-Protocol", "ao")
                .tag("Variant", "ao.TN.1")
                .tag("Type", "Message")
                .tag("Action", action);
    }

    DataItem message(String process, String action, String data, Tag... more) {
        return messageTo(process, action).tags(List.of(more)).data(data).sign(ALICE);
    }

    Receipt send(String process, String action, String data, Tag... more) {
        return get(unit.submit(message(process, action, data, more)));
    }

    /** The result of a new message. */
    Result ask(String process, String action, String data, Tag... more) {
        return get(unit.result(process, send(process, action, data, more).id()));
    }

    /** The output of a message that is only tried. */
    String peek(String process, String action) {
        return get(unit.dryRun(DryRun.of(process, List.of(new Tag("Action", action)), "")))
                .output();
    }

    String hash(String process) {
        return get(unit.stateHash(process)).hash();
    }
}
