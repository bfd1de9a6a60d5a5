package io.fondaco.console.shell.internal;

import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code proof:backends}. */
@Service
@Command(
        scope = "proof",
        name = "backends",
        description = "Show what computes proofs here, how fast each was measured, and which was chosen for what."
                + " Example: proof:backends")
public final class ProofBackends extends ProofCommand<ProofCommand.Found> {

    @Override
    Found ask() {
        return found(backends());
    }

    @Override
    void show(Found found, PrintStream out) {
        print(found, out);
    }
}
