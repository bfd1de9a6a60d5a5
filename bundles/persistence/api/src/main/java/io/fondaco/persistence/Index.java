package io.fondaco.persistence;

import io.fondaco.model.Page;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Rows to look things up by: the latest state of whatever the journal tells the story of. */
@ConsumerType
public interface Index {

    /** Stores or replaces one row; completes when durable. */
    CompletionStage<Void> put(IndexRow row);

    /** Removes a row if it is there; completes when durable. */
    CompletionStage<Void> remove(String collection, String key);

    Optional<IndexRow> get(String collection, String key);

    /** The rows that match, by their {@code sort} number, newest (largest) first unless asked otherwise. */
    Page<IndexRow> find(IndexQuery query);

    /** How many rows match; the query's limit and cursor do not count. */
    long count(IndexQuery query);
}
