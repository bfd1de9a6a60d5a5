package io.fondaco.network.libp2p.internal.limits;

/**
 * The most of each thing a scope may hold.
 *
 * @param connectionsIn begun by others
 * @param connectionsOut begun by this host
 * @param streamsIn begun by others
 * @param streamsOut begun by this host
 * @param memory bytes that peers may make this host hold for them
 */
public record Ceiling(int connectionsIn, int connectionsOut, int streamsIn, int streamsOut, long memory) {

    /** No ceiling of its own: those above it count. */
    public static final Ceiling NONE =
            new Ceiling(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

    public Ceiling {
        if (connectionsIn < 0 || connectionsOut < 0 || streamsIn < 0 || streamsOut < 0 || memory < 0) {
            throw new IllegalArgumentException("a ceiling is not negative");
        }
    }

    /** The most of one thing. */
    public long of(Resource resource) {
        return switch (resource) {
            case CONNECTION_IN -> connectionsIn;
            case CONNECTION_OUT -> connectionsOut;
            case STREAM_IN -> streamsIn;
            case STREAM_OUT -> streamsOut;
            case MEMORY -> memory;
        };
    }
}
