package io.fondaco.market.storage.internal.wire;

import java.util.List;

/** Protocol ids of the storage market. Source: go-fil-markets storagemarket/types, boost. */
public final class Protocols {

    public static final String ASK_101 = "/fil/storage/ask/1.0.1";
    public static final String ASK_110 = "/fil/storage/ask/1.1.0";
    public static final String DEAL_101 = "/fil/storage/mk/1.0.1";
    /** Labels must be UTF-8 here. */
    public static final String DEAL_110 = "/fil/storage/mk/1.1.0";

    public static final String DEAL_111 = "/fil/storage/mk/1.1.1";
    public static final String STATUS_101 = "/fil/storage/status/1.0.1";
    public static final String STATUS_110 = "/fil/storage/status/1.1.0";
    public static final String BOOST_DEAL_120 = "/fil/storage/mk/1.2.0";
    public static final String BOOST_DEAL_121 = "/fil/storage/mk/1.2.1";
    public static final String BOOST_STATUS_120 = "/fil/storage/status/1.2.0";

    /** The newest first, as clients dial. */
    public static final List<String> ASK = List.of(ASK_110, ASK_101);

    public static final List<String> DEAL = List.of(DEAL_111, DEAL_110, DEAL_101);
    public static final List<String> BOOST_DEAL = List.of(BOOST_DEAL_121, BOOST_DEAL_120);
    public static final List<String> STATUS = List.of(STATUS_110, STATUS_101);

    /** Largest message either way, in bytes. A proposal is below one KiB; this leaves room for unknown keys. */
    public static final int MOST_BYTES = 64 << 10;

    private Protocols() {}

    /** How messages are laid out in this version, as written today. */
    public static Form form(String protocol) {
        return protocol.endsWith("/1.0.1") ? Form.TUPLE : Form.CANONICAL;
    }
}
