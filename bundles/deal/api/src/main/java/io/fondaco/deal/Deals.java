package io.fondaco.deal;

import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import io.fondaco.model.Registration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** All deals of this node, of every market and side. */
@ProviderType
public interface Deals {

    /** Newest first. */
    Page<DealView> list(DealQuery query);

    /**
     * The one deal an id or the beginning of one means, {@code bafyreia} or {@code bafyreia@bob}. When both sides of a
     * deal live here and the id names no party, the client's side is meant.
     *
     * @throws NoSuchDealException when none or several match, naming some
     */
    DealView find(String idOrPrefix);

    /** Where the deal is, since when, what it waits for, until when, and what to do. */
    Explanation explain(DealId id);

    /** Everything that happened to a deal, oldest first, at most {@code limit} events after {@code afterSeq}. */
    List<DealHistory> history(DealId id, long afterSeq, int limit);

    /**
     * Has the deal do its state's step, or its wake, again now; a step that still runs is stopped first. Completes with
     * the deal as it then is; exceptionally with {@link IllegalStateException} when its state has neither, or the deal is
     * over.
     */
    CompletionStage<DealView> retry(DealId id);

    /**
     * Cancels the deal where its table allows that; exceptionally with {@link IllegalStateException} naming why not.
     */
    CompletionStage<DealView> cancel(DealId id, String reason);

    /** Tells of every event from now on. */
    Registration watch(DealListener listener);

    /** The tables that run now, as documents: {@code market.side} and its rows and sentences. */
    List<TableView> tables();

    /** Folds a deal's journal again and compares it with what is stored; an empty list means it is sound. */
    List<String> verify(DealId id);
}
