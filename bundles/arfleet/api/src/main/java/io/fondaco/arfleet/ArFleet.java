package io.fondaco.arfleet;

import io.fondaco.model.DealId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * ArFleet's market as this house has it: its clients assign data, its providers announce themselves, and deals live in
 * processes of an ao unit. A service.
 *
 * <p>Amounts are base units of the token. Stages end exceptionally with an {@link ArFleetException} whose message says what
 * to do.
 */
@ProviderType
public interface ArFleet {

    /** The processes all of it is about; empty while the market has not found its place yet. */
    Optional<Place> place();

    /**
     * Where a market is.
     *
     * @param token process of the money
     * @param marketplace process of the announcements
     * @param deals module that deals run
     */
    record Place(String token, String marketplace, String deals) {}

    /** The parties of this house that are in this market, and what they have. */
    CompletionStage<List<Merchant>> merchants();

    /**
     * Has data stored: so many replicas, each with another provider, and another one for each that is lost. Completes once
     * the order is durable.
     */
    CompletionStage<DealId> assign(Order order);

    /** The assignments of this house's clients, newest first. */
    List<AssignmentView> assignments();

    /** @param idOrPrefix of an assignment; of one party where both sides live here: {@code ID@alice} */
    AssignmentView assignment(String idOrPrefix);

    /** The placements of this house's clients, or of one assignment, newest first. */
    CompletionStage<List<PlacementView>> placements(Optional<DealId> assignment);

    /** @param idOrPrefix of a placement, or the id of its deal's process */
    CompletionStage<PlacementView> placement(String idOrPrefix);

    /** What providers announce now, in the order of their addresses. */
    CompletionStage<List<Announcement>> market();

    /** What a provider of this house offers. */
    Terms terms(String provider);

    /** Changes what a provider of this house offers, and announces it. */
    CompletionStage<Announcement> announce(String provider, Terms terms);

    /** Takes the announcement of a provider of this house back; it takes no new placements until it announces again. */
    CompletionStage<Void> withdraw(String provider);

    /** What a placement's deal has been asked for, and what was shown, oldest first. */
    CompletionStage<List<Challenged>> challenges(String placement);

    /**
     * Looks for itself, as far as that is possible from outside: whether the deal runs the program it should on the terms
     * that were agreed, whether its money adds up, and whether its provider has leaves that are drawn now.
     *
     * @param leaves to ask the provider for, 0 to 256
     */
    CompletionStage<List<Check>> verify(String placement, int leaves);

    /** Gets data back from whoever has a replica, checks them, and writes the file, whole or not at all. */
    CompletionStage<Fetched> fetch(String assignment, Path out);

    /** Writes the receipt of a placement: one ANS-104 bundle that anybody can check without this house. */
    CompletionStage<Path> receipt(String placement, Path out);

    /**
     * @param name of the party
     * @param address under which it signs items
     * @param balance of the token
     */
    record Merchant(String name, String address, boolean provides, String balance) {}

    /**
     * Something that was looked at.
     *
     * @param holds whether it is as it should be
     * @param detail one sentence
     */
    record Check(String what, boolean holds, String detail) {}

    /** @param provider who had the replica */
    record Fetched(Path file, long bytes, String sha256, String provider) {}
}
