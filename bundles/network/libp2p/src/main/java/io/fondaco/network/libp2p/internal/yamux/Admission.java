package io.fondaco.network.libp2p.internal.yamux;

import java.util.Optional;

/** Decides whether a stream may be, and how much it may hold. */
@FunctionalInterface
public interface Admission {

    /** Room for a stream and its first window; empty when there is none. */
    Optional<Lease> admit(boolean outbound);

    /** What a stream holds. Thread-safe. */
    interface Lease {

        /** More memory, in bytes. False when there is none. */
        boolean grow(long bytes);

        /** Gives everything back; once. */
        void release();
    }
}
