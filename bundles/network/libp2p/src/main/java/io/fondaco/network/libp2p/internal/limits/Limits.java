package io.fondaco.network.libp2p.internal.limits;

import io.fondaco.model.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The ceilings of a host: the system above all, connections that are not secured yet, each remote address, each peer, each
 * protocol. A refusal costs a comparison and is counted where it happened.
 */
public final class Limits {

    private final LimitSettings settings;
    private final Scope system;
    private final Scope transientScope;
    private final ConcurrentMap<Object, Counted> scopes = new ConcurrentHashMap<>();

    /** A scope that is forgotten once nobody uses it: a peer who comes and goes leaves nothing behind. */
    private static final class Counted {
        final Scope scope;
        int users;

        Counted(Scope scope) {
            this.scope = scope;
        }
    }

    public Limits(LimitSettings settings) {
        this.settings = settings;
        this.system = new Scope("system", settings.system());
        this.transientScope = new Scope("transient", settings.unsecured());
    }

    public Scope system() {
        return system;
    }

    /** For connections whose peer is not known yet. */
    public Scope unsecured() {
        return transientScope;
    }

    /** Begins to use a peer's scope; {@link #leave} it as often. */
    public Scope peer(PeerId peer) {
        return use(peer, "peer " + peer, settings.peer());
    }

    /** Begins to use the scope of a remote address; {@link #leave} it as often. */
    public Scope address(AddressBlock address) {
        return use(address, "address " + address, connectionsIn(settings.perAddress()));
    }

    /**
     * Begins to use the scope of connections from a remote address whose peer is not known yet; {@link #leave} it as
     * often. Less than {@link #unsecured}, so that no address can keep all others out.
     */
    public Scope unsecured(Newcomers of) {
        return use(of, "transient from " + of.address(), connectionsIn(settings.unsecuredPerAddress()));
    }

    /** Begins to use the scope of measurements with a peer, one at a time each way; {@link #leave} it as often. */
    public Scope measuring(Measurements with) {
        return use(with, "measuring " + with.peer(), new Ceiling(0, 0, 1, 1, 0));
    }

    /** Key of the scope for measurements with a peer; as streams in and out. */
    public record Measurements(PeerId peer) {}

    /** Key of the scope for connections from an address whose peer is not known yet. */
    public record Newcomers(AddressBlock address) {}

    private static Ceiling connectionsIn(int most) {
        return new Ceiling(most, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Begins to use a protocol's scope; {@link #leave} it as often. */
    public Scope protocol(String protocol) {
        return use(protocol, "protocol " + protocol, settings.protocol());
    }

    private Scope use(Object key, String name, Ceiling ceiling) {
        return scopes.compute(key, (k, counted) -> {
                    Counted now = counted == null ? new Counted(new Scope(name, ceiling)) : counted;
                    now.users++;
                    return now;
                })
                .scope;
    }

    /** Ends one use of what {@link #peer}, {@link #address}, {@link #unsecured(Newcomers)}, {@link #measuring} or {@link #protocol} began, by the same key. */
    public void leave(Object key) {
        scopes.computeIfPresent(key, (k, counted) -> --counted.users == 0 ? null : counted);
    }

    /** All scopes in use, system first, then by name. */
    public List<Scope> list() {
        List<Scope> all = new ArrayList<>();
        scopes.values().forEach(counted -> all.add(counted.scope));
        all.sort(Comparator.comparing(Scope::name));
        all.add(0, system);
        all.add(1, transientScope);
        return all;
    }
}
