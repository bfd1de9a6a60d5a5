package io.fondaco.network.libp2p.internal.limits;

/** What is counted. */
public enum Resource {
    CONNECTION_IN("connections in"),
    CONNECTION_OUT("connections out"),
    STREAM_IN("streams in"),
    STREAM_OUT("streams out"),
    /** In bytes. */
    MEMORY("memory");

    private final String text;

    Resource(String text) {
        this.text = text;
    }

    /** As people read it. */
    public String text() {
        return text;
    }

    public static Resource connection(boolean outbound) {
        return outbound ? CONNECTION_OUT : CONNECTION_IN;
    }

    public static Resource stream(boolean outbound) {
        return outbound ? STREAM_OUT : STREAM_IN;
    }
}
