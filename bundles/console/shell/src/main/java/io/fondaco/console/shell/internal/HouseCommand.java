package io.fondaco.console.shell.internal;

import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;

/**
 * What the house's commands share: each asks for a value and shows it. People see a table, {@code --json} prints the
 * value, a script that drives the shell gets it returned.
 *
 * @param <T> the value
 */
public abstract class HouseCommand<T> implements Action {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final ObjectWriter JSON = new ShellJson().mapper().writerWithDefaultPrettyPrinter();
    private static final int SHORT = 12;
    private static final int LONG = 20;

    @Reference
    Session session;

    @Option(name = "--json", description = "Print the answer as JSON")
    boolean json;

    /** Does the work; what goes wrong is an exception whose message is a sentence. */
    abstract T ask() throws Exception;

    /** Shows the answer to a person. */
    abstract void show(T answer, PrintStream out);

    /** Fails when the answer, which has been shown, means that the command did. */
    void judge(T answer) throws Exception {}

    @Override
    public final Object execute() throws Exception {
        T answer = ask();
        if (scripted()) {
            judge(answer);
            return answer;
        }
        if (json) {
            System.out.println(JSON.writeValueAsString(answer));
        } else {
            show(answer, System.out);
        }
        judge(answer);
        // A value returned to a person's shell would be printed once more.
        return null;
    }

    final boolean scripted() {
        return Boolean.TRUE.equals(session.get(AdminShell.SCRIPTED));
    }

    /** Whether somebody sits before it: elsewhere ids are whole. */
    final boolean interactive() {
        return session.getTerminal() != null && !scripted();
    }

    /** A deal's id as it may be typed: prefixes are enough. */
    final String id(Object id) {
        String text = id.toString();
        int at = text.lastIndexOf('@');
        if (!interactive() || at <= SHORT) {
            return text;
        }
        return text.substring(0, SHORT);
    }

    /** An address or a peer's id: its two ends tell it from others. */
    final String brief(Object name) {
        String text = name.toString();
        return !interactive() || text.length() <= LONG
                ? text
                : text.substring(0, 8) + ".." + text.substring(text.length() - 8);
    }

    /** A time: to the second for people, exact for others. */
    final Instant time(Instant at) {
        return interactive() ? at.truncatedTo(ChronoUnit.SECONDS) : at;
    }

    /** Prints a sentence below a heading, broken between words where the terminal is narrow. */
    final void sentence(PrintStream out, String heading, String text) {
        int width = interactive() && session.getTerminal().getWidth() > heading.length() + LONG
                ? session.getTerminal().getWidth()
                : Integer.MAX_VALUE;
        StringBuilder line = new StringBuilder(heading);
        boolean begun = false;
        for (String word : text.split(" ")) {
            if (begun && line.length() + 1 + word.length() > width) {
                out.println(line);
                line = new StringBuilder(" ".repeat(heading.length())).append(word);
            } else {
                line.append(begun ? " " : "").append(word);
            }
            begun = true;
        }
        out.println(line);
    }

    /** Prints rows under headings. */
    final void table(PrintStream out, String whenEmpty, List<String> headings, List<List<?>> rows) {
        if (rows.isEmpty() && !interactive()) {
            out.println(whenEmpty);
            return;
        }
        ShellTable table = new ShellTable().emptyTableText(whenEmpty);
        headings.forEach(table::column);
        if (!interactive()) {
            table.separator("  ").forceAscii();
            // Unformatted, it prints rows alone.
            table.addRow().addContent(headings.toArray());
        }
        for (List<?> row : rows) {
            table.addRow().addContent(row.toArray());
        }
        table.print(out, interactive());
    }

    /**
     * Does what may take long in a thread of its own, and says every two seconds that it goes on. Whoever is interrupted
     * meanwhile interrupts it.
     */
    final <R> R watched(Supplier<String> doing, Callable<R> work) throws Exception {
        FutureTask<R> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "console.shell-work");
        thread.setDaemon(true);
        thread.start();
        try {
            while (true) {
                try {
                    return task.get(pace().toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException goesOn) {
                    if (interactive() && !json) {
                        System.out.println(doing.get());
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception known ? known : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while " + doing.get());
        } finally {
            task.cancel(true);
        }
    }

    /** How often progress is told. */
    Duration pace() {
        return PACE;
    }

    /** Waits for a stage; its failure comes out as what it is. */
    static <R> R await(CompletionStage<R> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e;
            while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                    && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof Exception known) {
                throw known;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "No answer within " + PATIENCE.toSeconds() + " s; look again with deal:list or mpool:list", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        }
    }
}
