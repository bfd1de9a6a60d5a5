package io.fondaco.deal.spi;

import io.fondaco.deal.DealTable;
import org.osgi.annotation.versioning.ProviderType;

/** Runs tables. A market hands its tables over when it starts and closes the machines when it stops. */
@ProviderType
public interface DealEngine {

    /**
     * Runs a table and resumes every deal of that table that is still open: first its restart event, if the table has
     * one, then whatever its state does or waits for.
     *
     * @param world what the steps may ask for
     * @throws IllegalStateException when a table of that name runs already
     */
    <S extends Enum<S>, E, R extends Record, W> Machine<E, R> run(DealTable<S, E, R, W> table, W world);
}
