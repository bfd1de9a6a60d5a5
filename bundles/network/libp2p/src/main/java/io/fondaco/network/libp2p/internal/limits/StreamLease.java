package io.fondaco.network.libp2p.internal.limits;

import io.fondaco.network.libp2p.internal.yamux.Admission;
import java.util.Optional;

/** What one stream holds in the scopes of the system, its peer and, once it is known, its protocol. */
public final class StreamLease implements Admission.Lease {

    private final Limits limits;
    private final Resource kind;
    private final Scope[] scopes;
    private long memory;
    private Scope protocol;
    private String protocolId;
    private boolean released;

    private StreamLease(Limits limits, Resource kind, Scope[] scopes, long memory) {
        this.limits = limits;
        this.kind = kind;
        this.scopes = scopes;
        this.memory = memory;
    }

    /** Room for one stream and its first window; empty when a scope has none. */
    public static Optional<StreamLease> take(Limits limits, boolean outbound, long window, Scope... scopes) {
        Resource kind = Resource.stream(outbound);
        if (Scope.take(kind, 1, scopes).isPresent()) {
            return Optional.empty();
        }
        if (Scope.take(Resource.MEMORY, window, scopes).isPresent()) {
            Scope.give(kind, 1, scopes);
            return Optional.empty();
        }
        return Optional.of(new StreamLease(limits, kind, scopes, window));
    }

    /** Counts the stream for its protocol as well. False when that has no room. */
    public synchronized boolean forProtocol(String id) {
        if (released) {
            return true;
        }
        Scope scope = limits.protocol(id);
        if (Scope.take(kind, 1, scope).isPresent()) {
            limits.leave(id);
            return false;
        }
        if (Scope.take(Resource.MEMORY, memory, scope).isPresent()) {
            Scope.give(kind, 1, scope);
            limits.leave(id);
            return false;
        }
        protocol = scope;
        protocolId = id;
        return true;
    }

    @Override
    public synchronized boolean grow(long bytes) {
        if (released || Scope.take(Resource.MEMORY, bytes, scopes).isPresent()) {
            return false;
        }
        if (protocol != null && Scope.take(Resource.MEMORY, bytes, protocol).isPresent()) {
            Scope.give(Resource.MEMORY, bytes, scopes);
            return false;
        }
        memory += bytes;
        return true;
    }

    @Override
    public synchronized void release() {
        if (released) {
            return;
        }
        released = true;
        Scope.give(kind, 1, scopes);
        Scope.give(Resource.MEMORY, memory, scopes);
        if (protocol != null) {
            Scope.give(kind, 1, protocol);
            Scope.give(Resource.MEMORY, memory, protocol);
            limits.leave(protocolId);
        }
    }
}
