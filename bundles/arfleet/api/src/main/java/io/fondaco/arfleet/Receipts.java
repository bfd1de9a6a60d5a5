package io.fondaco.arfleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Receipts of deals: one ANS-104 bundle with the program a deal runs, its process with the terms, and every line of its
 * schedule, which has all that was paid, asked for and shown. Whoever runs the program over the schedule again comes to the
 * same end, and needs nobody for it. A service.
 *
 * <p>What no receipt shows: whether the schedule goes on after its last line. A receipt with lines left out at the end is
 * the receipt of an earlier moment; {@link Verdict#at} says of which.
 */
@ProviderType
public interface Receipts {

    /** The most bytes of a receipt. */
    long MOST_BYTES = 256L << 20;

    /**
     * Writes the receipt of a process of this house's unit, as long as its schedule is now.
     *
     * @param out written to on another thread; stays open
     * @return complete when all is written; an {@link ArFleetException} when there is no such deal or its receipt would
     *     have more than {@link #MOST_BYTES}
     */
    CompletionStage<Void> write(String process, OutputStream out);

    /**
     * Checks a receipt: every signature, the chain of the schedule, that the program is the one this market knows, and that
     * its money adds up when the program is run over the schedule. Waits and computes; holds one item of it in memory at a
     * time, and runs no program but the market's own.
     *
     * @throws ArFleetException when it is no receipt at all, or larger than {@link #MOST_BYTES}, or nothing here runs the
     *     program
     */
    Verdict verify(InputStream receipt) throws IOException;

    /**
     * What a receipt shows. Of one that does not hold only the checks mean something: texts may be empty, numbers 0.
     *
     * @param holds whether every check does
     * @param checks in the order they were made
     * @param process of the deal, and {@code client} and {@code provider}
     * @param scheduler address of the unit that signed the schedule: whom the receipt's time and order rest on
     * @param status of the deal after the last line
     * @param lines of the schedule, the process itself among them
     * @param at time of the last line, as the scheduler says; empty when none was read
     * @param passes periods that were shown, and {@code misses} that were not
     * @param reward of the terms, base units; {@code collateral} of the terms
     * @param received all that ever came in, base units
     * @param slashed of the collateral
     * @param paid to the provider, its collateral that came back among it
     * @param stateHash of the process after the last line, 64 hexadecimal digits
     */
    record Verdict(
            boolean holds,
            List<ArFleet.Check> checks,
            String process,
            String client,
            String provider,
            String scheduler,
            String status,
            long lines,
            Optional<Instant> at,
            long passes,
            long misses,
            String reward,
            String collateral,
            String received,
            String slashed,
            String paid,
            String stateHash) {
        public Verdict {
            checks = List.copyOf(checks);
        }
    }
}
