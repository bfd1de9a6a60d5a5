package io.fondaco.console.shell.internal;

import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateException;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.power.PowerParams;
import io.fondaco.chain.actors.power.PowerState;
import io.fondaco.model.Address;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code power:list}. */
@Service
@Command(
        scope = "power",
        name = "list",
        description = "List miners by their power, and how it is proven. Example: power:list")
public final class PowerList extends ChainCommand<PowerList.Found> {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /** All power elections count with, in bytes. */
    public record Found(long epoch, BigInteger rawBytes, BigInteger adjustedBytes, List<Line> miners) {}

    /**
     * A miner.
     *
     * @param share of all adjusted power, in percent
     * @param elected whether it takes part in elections: it has the least power, or too few have
     * @param proof kind of its proofs
     */
    public record Line(
            Address miner,
            BigInteger rawBytes,
            BigInteger adjustedBytes,
            BigDecimal share,
            boolean elected,
            String proof) {}

    @Override
    Found ask() {
        return states().read(PowerList::found);
    }

    private static Found found(StateReader.View view) {
        PowerState power = view.tree()
                .state(Singletons.STORAGE_POWER, PowerState.class)
                .orElseThrow(() -> new StateException("this state has no power actor"));
        PowerParams.CurrentPower all = power.current(view.policy().power());
        List<Line> lines = new ArrayList<>();
        power.claims().forEach((key, claim) -> {
            Address miner = Address.fromBytes(key);
            boolean elected = power.eligible(miner, view.policy().power());
            lines.add(new Line(
                    miner,
                    claim.raw(),
                    claim.qualityAdjusted(),
                    share(elected ? claim.qualityAdjusted() : BigInteger.ZERO, all.qualityAdjusted()),
                    elected,
                    MinerView.of(view.tree(), miner, view.policy())
                            .map(found -> MinerStates.proofs(found.info().type()))
                            .orElse("")));
        });
        lines.sort(Comparator.comparing(Line::adjustedBytes).reversed().thenComparing(Line::miner));
        return new Found(view.epoch().number(), all.raw(), all.qualityAdjusted(), lines);
    }

    private static BigDecimal share(BigInteger part, BigInteger all) {
        return all.signum() == 0
                ? BigDecimal.ZERO
                : new BigDecimal(part.multiply(BigInteger.valueOf(100)))
                        .divide(new BigDecimal(all), 2, RoundingMode.HALF_UP);
    }

    /** Bytes in the largest unit of which there is one. */
    static String bytes(BigInteger bytes) {
        int unit = Math.min(UNITS.length - 1, Math.max(0, bytes.bitLength() - 1) / 10);
        return new BigDecimal(bytes)
                        .divide(new BigDecimal(BigInteger.ONE.shiftLeft(10 * unit)), 2, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " " + UNITS[unit];
    }

    @Override
    void show(Found found, PrintStream out) {
        List<List<?>> rows = new ArrayList<>();
        for (Line line : found.miners()) {
            rows.add(List.of(
                    line.miner(),
                    bytes(line.rawBytes()),
                    bytes(line.adjustedBytes()),
                    line.share() + " %",
                    line.elected() ? "yes" : "no",
                    line.proof()));
        }
        table(out, "No miners", List.of("Miner", "Raw", "Adjusted", "Share", "In elections", "Proofs"), rows);
        out.println("All: " + bytes(found.rawBytes()) + " raw, " + bytes(found.adjustedBytes()) + " adjusted, at epoch "
                + found.epoch());
    }
}
