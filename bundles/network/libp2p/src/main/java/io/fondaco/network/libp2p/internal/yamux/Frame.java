package io.fondaco.network.libp2p.internal.yamux;

/** Numbers of the Yamux wire format. Source: hashicorp/yamux specification, version 0. */
final class Frame {

    static final int HEADER_BYTES = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    static final int NORMAL = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;

    /** Bytes a peer may send on a stream before it is told of more. */
    static final int INITIAL_WINDOW = 256 * 1024;

    private Frame() {}
}
