package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.model.Time;
import io.fondaco.transfer.graphsync.internal.graphsync.Limits;
import io.fondaco.transfer.graphsync.internal.graphsync.Memory;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Revalidator;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What the channels of all hosts share.
 *
 * @param written the files that are being written, so that no two transfers share one
 * @param revalidators by voucher type
 */
public record Surroundings(
        Reception reception,
        Time time,
        Limits limits,
        Memory memory,
        Executor workers,
        Set<Path> written,
        Map<String, Revalidator> revalidators,
        Offers offers) {}
