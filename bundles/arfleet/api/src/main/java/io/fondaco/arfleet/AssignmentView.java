package io.fondaco.arfleet;

import io.fondaco.model.DealId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An assignment as lists show it.
 *
 * @param state its table's: {@code Placing}, {@code Placed} and the like
 * @param bytes of the file
 * @param wanted replicas, and {@code achieved} how many there are now
 * @param lost replicas that were lost or never came to be
 * @param until when its deals end
 * @param trouble what keeps it from having all replicas; empty when nothing does
 */
public record AssignmentView(
        DealId id,
        String state,
        String file,
        long bytes,
        String sha256,
        int wanted,
        int achieved,
        int lost,
        Duration duration,
        BigInteger ceiling,
        Instant opened,
        Instant until,
        Optional<String> trouble) {}
