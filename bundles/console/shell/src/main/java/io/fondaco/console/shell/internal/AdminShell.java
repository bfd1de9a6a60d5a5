package io.fondaco.console.shell.internal;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.CommandException;

/**
 * Runs one command line in a shell session of its own. Who holds the API token is the node's owner, so the session has
 * every role; the command ACLs stay in force for everybody who logs in.
 */
final class AdminShell {

    /** Session variable that tells a command it is driven by a script: return the value, print no table. */
    static final String SCRIPTED = "fondaco.scripted";

    private static final List<String> ROLES = List.of("admin", "manager", "viewer", "systembundles", "ssh");
    /** Gogo's parser, and the one Karaf looks at a line with before that. */
    private static final Pattern PARSER = Pattern.compile("org\\.apache\\.felix\\.gogo\\.runtime\\.(Parser|.*Tokenizer)"
            + "|org\\.apache\\.karaf\\.shell\\.(impl\\.console|support)\\.parsing\\..*");

    /** Gogo's word that there is no such command: a class it shows nobody. */
    private static final String NOT_FOUND = "org.apache.felix.gogo.runtime.CommandNotFoundException";

    private static final int OUTPUT_LIMIT = 4 << 20;

    private final SessionFactory sessions;

    AdminShell(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /**
     * Runs a line and waits for its end.
     *
     * @param scripted whether commands should return values instead of printing tables
     * @throws TimeoutException when it ran longer than {@code limit}; its thread is interrupted, its session closed
     */
    ShellRun run(String line, boolean scripted, Duration limit) throws TimeoutException, InterruptedException {
        CappedOutput kept = new CappedOutput(OUTPUT_LIMIT);
        PrintStream out = new PrintStream(kept, true, StandardCharsets.UTF_8);
        Subject subject = owner();
        // The session takes its user from the subject that is current while it is created.
        Session session = Subject.doAs(
                subject, (PrivilegedAction<Session>) () -> sessions.create(InputStream.nullInputStream(), out, out));
        FutureTask<Object> task =
                new FutureTask<>(() -> Subject.doAs(subject, (PrivilegedExceptionAction<Object>) () -> {
                    session.put(SCRIPTED, scripted);
                    return session.execute(line);
                }));
        Thread thread = new Thread(task, "console.shell-run");
        thread.setDaemon(true);
        try {
            thread.start();
            Object result = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            out.flush();
            return new ShellRun(kept.text(), kept.truncated(), result, null, false);
        } catch (ExecutionException e) {
            out.flush();
            return new ShellRun(kept.text(), kept.truncated(), null, reason(e.getCause()), isWrongUsage(e.getCause()));
        } finally {
            task.cancel(true);
            session.close();
        }
    }

    private static Subject owner() {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal("owner"));
        ROLES.forEach(role -> subject.getPrincipals().add(new RolePrincipal(role)));
        subject.setReadOnly();
        return subject;
    }

    /** Its types are not for others to see, so they are told by name. */
    private static boolean isOfTheParser(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> PARSER.matcher(frame.getClassName()).matches());
    }

    /** Whether the line was wrong in itself, and not what it asked for. */
    static boolean isWrongUsage(Throwable failure) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof CommandException
                    || NOT_FOUND.equals(next.getClass().getName())
                    || isOfTheParser(next)) {
                return true;
            }
        }
        return false;
    }

    /** The first message on the way down that says something; a bare class name only when there is none. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.security.PrivilegedActionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        // The parser's own messages count characters of something nobody sees.
        if (isOfTheParser(cause)) {
            return "The command line cannot be read: a quote or bracket is not closed, or has no beginning. Correct it and"
                    + " run it again";
        }
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next.getMessage() != null && !next.getMessage().isBlank()) {
                return next.getMessage();
            }
        }
        return cause.getClass().getName();
    }
}
