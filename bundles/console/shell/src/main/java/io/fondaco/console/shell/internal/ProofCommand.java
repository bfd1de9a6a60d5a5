package io.fondaco.console.shell.internal;

import io.fondaco.proof.Backends;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * What commands about proving share.
 *
 * @param <T> the value
 */
abstract class ProofCommand<T> extends HouseCommand<T> {

    @Reference(optional = true)
    Backends backends;

    final Backends backends() {
        if (backends == null) {
            throw new IllegalStateException("No prover is here: install a feature of one, fondaco-proof-java at least");
        }
        return backends;
    }

    /** What is here. */
    public record Found(
            List<Backends.Present> backends,
            List<Backends.Measurement> measurements,
            Optional<String> missing,
            Optional<String> shadow) {}

    static Found found(Backends backends) {
        return new Found(backends.present(), backends.measurements(), backends.missing(), backends.shadow());
    }

    final void print(Found found, PrintStream out) {
        List<List<?>> present = new ArrayList<>();
        found.backends().forEach(backend -> present.add(List.of(backend.name(), backend.description())));
        table(out, "No backend", List.of("Backend", "What it is"), present);
        List<List<?>> rows = new ArrayList<>();
        for (Backends.Measurement one : found.measurements()) {
            rows.add(List.of(
                    one.operation().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    one.backend(),
                    rate(one.rate()),
                    one.chosen() ? "*" : "",
                    one.trouble().orElse("")));
        }
        table(
                out,
                "Nothing measured yet",
                List.of("Operation", "Backend", "Data a second and core", "Chosen", "Trouble"),
                rows);
        found.shadow().ifPresent(name -> out.println("All is computed on " + name + " too, and compared."));
        found.missing().ifPresent(out::println);
    }

    private static String rate(double bytes) {
        return bytes >= 1 << 20
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20))
                : String.format(Locale.ROOT, "%.1f KiB", bytes / (1 << 10));
    }
}
