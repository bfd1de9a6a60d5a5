package io.fondaco.console.shell.internal;

import io.fondaco.proof.Watch;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code proof:bench}. */
@Service
@Command(
        scope = "proof",
        name = "bench",
        description = "Measure all backends again, and choose anew what computes what. Example: proof:bench")
public final class ProofBench extends ProofCommand<ProofCommand.Found> {

    @Override
    ProofCommand.Found ask() throws Exception {
        return watched(() -> "Measuring ...", () -> {
            backends().measure(Watch.NONE);
            return found(backends());
        });
    }

    @Override
    void show(ProofCommand.Found found, PrintStream out) {
        print(found, out);
    }
}
