package io.fondaco.transfer.graphsync.internal.datatransfer;

import io.fondaco.codec.ipld.BoolNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.transfer.graphsync.internal.datatransfer.TransferMessage.Typed;
import io.fondaco.transfer.spi.TransportException;
import java.util.Map;

/** Why a party says no, as a voucher result: the protocol has no field for it. Peers of another make ignore it. */
record Reason(String why, boolean later) {

    static final String TYPE = "io.fondaco.Reason";

    Typed toTyped() {
        return new Typed(TYPE, new MapNode(Map.of("why", Node.of(why), "later", Node.of(later))));
    }

    static Reason of(Typed typed) {
        if (typed.type().equals(TYPE)
                && typed.body() instanceof MapNode map
                && map.entries().get("why") instanceof StringNode why) {
            return new Reason(why.text(), map.entries().get("later") instanceof BoolNode later && later.value());
        }
        return new Reason("the peer gives no reason", false);
    }

    TransportException toException(String before) {
        return later
                ? TransportException.passing(before + ": " + why, null)
                : TransportException.lasting(before + ": " + why, null);
    }
}
