package io.fondaco.network.libp2p.internal.limits;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/** Something that resources are counted for: the whole host, a peer, a protocol. Thread-safe. */
public final class Scope {

    private final String name;
    private final Ceiling ceiling;
    private final AtomicLongArray held = new AtomicLongArray(Resource.values().length);
    private final AtomicLongArray refused = new AtomicLongArray(Resource.values().length);

    public Scope(String name, Ceiling ceiling) {
        this.name = name;
        this.ceiling = ceiling;
    }

    public String name() {
        return name;
    }

    public Ceiling ceiling() {
        return ceiling;
    }

    public long held(Resource resource) {
        return held.get(resource.ordinal());
    }

    /** How often something was refused because of this scope. */
    public long refused(Resource resource) {
        return refused.get(resource.ordinal());
    }

    boolean idle() {
        for (Resource resource : Resource.values()) {
            if (held(resource) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean take(Resource resource, long amount) {
        long most = ceiling.of(resource);
        int at = resource.ordinal();
        while (true) {
            long now = held.get(at);
            if (amount > most - now) {
                refused.incrementAndGet(at);
                return false;
            }
            if (held.compareAndSet(at, now, now + amount)) {
                return true;
            }
        }
    }

    private void give(Resource resource, long amount) {
        if (held.addAndGet(resource.ordinal(), -amount) < 0) {
            throw new IllegalStateException(name + " gave back more " + resource + " than it held");
        }
    }

    /**
     * Takes an amount from all scopes or from none.
     *
     * @return the scope that refused, empty when all agreed
     */
    public static Optional<Scope> take(Resource resource, long amount, Scope... scopes) {
        for (int i = 0; i < scopes.length; i++) {
            if (!scopes[i].take(resource, amount)) {
                for (int j = 0; j < i; j++) {
                    scopes[j].give(resource, amount);
                }
                return Optional.of(scopes[i]);
            }
        }
        return Optional.empty();
    }

    /** Gives back what {@link #take} took. */
    public static void give(Resource resource, long amount, Scope... scopes) {
        for (Scope scope : scopes) {
            scope.give(resource, amount);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
