package io.fondaco.chain.actors;

import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** Rules that hold between messages for the actors of one kind, or between actors of several kinds. */
@ConsumerType
@FunctionalInterface
public interface Invariants {
    /** What is looked at, and who is told. */
    @ProviderType
    interface Report {
        StateTree tree();

        Policy policy();

        /** The last epoch that was applied. */
        Epoch epoch();

        /** Counts a rule, and tells of it if it was not kept. @param broken one sentence with the figures */
        void rule(boolean kept, Address actor, Supplier<String> broken);
    }

    /** Looks at the tree and changes nothing. */
    void check(Report report);
}
