package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code chain:head}. */
@Service
@Command(scope = "chain", name = "head", description = "Show where the chain is. Example: chain:head")
public final class ChainHead extends HouseCommand<ChainHead.Head> {

    /**
     * The head.
     *
     * @param network which chain
     * @param epochSeconds how long an epoch lasts
     */
    public record Head(String network, long epoch, Instant at, double epochSeconds) {}

    @Reference
    Chain chain;

    @Override
    Head ask() {
        var head = chain.head();
        return new Head(
                chain.policy().name(),
                head.number(),
                chain.timeOf(head),
                chain.policy().epoch().toMillis() / 1000.0);
    }

    @Override
    void show(Head head, PrintStream out) {
        out.println("Epoch " + head.epoch() + " of " + head.network() + ", since " + time(head.at())
                + "; an epoch lasts "
                + BigDecimal.valueOf(head.epochSeconds()).stripTrailingZeros().toPlainString() + " s");
    }
}
