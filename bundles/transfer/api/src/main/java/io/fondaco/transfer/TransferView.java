package io.fondaco.transfer;

import java.time.Instant;

/**
 * A transfer as lists show it.
 *
 * @param status {@code waiting}, {@code moving}, {@code stalled}, {@code done}, {@code failed} or {@code cancelled}
 * @param total in bytes, -1 when unknown
 * @param attempts how often it was begun
 * @param note why it stalled or failed, else empty
 */
public record TransferView(
        TransferId id,
        TransferOrder.Direction direction,
        String transport,
        String status,
        long bytes,
        long total,
        int attempts,
        Instant since,
        String note) {}
