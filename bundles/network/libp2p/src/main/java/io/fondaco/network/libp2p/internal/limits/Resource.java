package io.fondaco.network.libp2p.internal.limits;

/** What is counted. */
public enum Resource {
    CONNECTION_IN,
    CONNECTION_OUT,
    STREAM_IN,
    STREAM_OUT,
    /** In bytes. */
    MEMORY;

    public static Resource connection(boolean outbound) {
        return outbound ? CONNECTION_OUT : CONNECTION_IN;
    }

    public static Resource stream(boolean outbound) {
        return outbound ? STREAM_OUT : STREAM_IN;
    }
}
