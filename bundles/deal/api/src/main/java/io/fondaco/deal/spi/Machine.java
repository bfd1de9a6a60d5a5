package io.fondaco.deal.spi;

import io.fondaco.deal.DealView;
import io.fondaco.model.DealId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The deals of one running table. Closing stops acting on them; they stay stored and resume with the next run. */
@ProviderType
public interface Machine<E, R> extends AutoCloseable {

    /**
     * Opens a deal with its first event. Completes once that is durable. Opening a deal that exists changes nothing and
     * completes with the deal as it is.
     */
    CompletionStage<DealView> open(DealId id, R record, E first);

    /**
     * Sends an event. Completes once it is durable, or at once with {@code false} when the table has no row for it in
     * the deal's state: late and duplicate events are normal.
     */
    CompletionStage<Boolean> send(DealId id, E event);

    /** What is remembered of a deal: as of its last durable event. */
    Optional<R> remembered(DealId id);

    /** The deal as others see it. */
    Optional<DealView> view(DealId id);

    /** The deals that are not over. */
    List<DealId> open();

    @Override
    void close();
}
