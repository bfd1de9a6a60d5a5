package io.fondaco.console.shell.internal;

import io.fondaco.proof.SelfTest;
import io.fondaco.proof.Watch;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code proof:selftest}. */
@Service
@Command(
        scope = "proof",
        name = "selftest",
        description = "Compute every published value of sealing and proving with every backend that is here. Example:"
                + " proof:selftest")
public final class ProofSelfTest extends ProofCommand<SelfTest> {
    private static final int SHOWN = 16;

    @Option(name = "--all", description = "Show each value, not only how many there are and which are wrong")
    boolean all;

    @Override
    SelfTest ask() throws Exception {
        AtomicReference<String> at = new AtomicReference<>("Computing published values ...");
        return watched(at::get, () -> backends()
                .selfTest(new Watch((stage, done, total) -> at.set("Computing " + stage + " ..."), () -> false)));
    }

    @Override
    void show(SelfTest test, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        test.backends().forEach((backend, values) -> {
            long right = values.stream().filter(SelfTest.Row::ok).count();
            rows.add(List.of(backend, values.size(), right, values.size() - right));
        });
        table(out, "No backend", List.of("Backend", "Values", "Right", "Wrong"), rows);
        List<List<?>> shown = new ArrayList<>();
        for (SelfTest.Row row : test.rows()) {
            if (all || !row.ok()) {
                shown.add(List.of(
                        row.backend(),
                        row.name(),
                        row.ok() ? "right" : "WRONG",
                        brief(row.expected(), row),
                        brief(row.computed(), row)));
            }
        }
        if (!shown.isEmpty()) {
            table(out, "", List.of("Backend", "Value", "", "Published", "Computed"), shown);
        }
        out.println(test.passed() + " of " + test.total() + " values are right");
    }

    /** The beginning of what is right; all of what is wrong. */
    private static String brief(String value, SelfTest.Row row) {
        return row.ok() && value.length() > SHOWN ? value.substring(0, SHOWN) + ".." : value;
    }
}
