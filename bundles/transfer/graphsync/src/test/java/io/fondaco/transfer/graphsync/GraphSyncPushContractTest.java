package io.fondaco.transfer.graphsync;

import io.fondaco.transfer.TransferOrder.Direction;

public class GraphSyncPushContractTest extends GraphSyncContract {

    public GraphSyncPushContractTest() {
        super(Direction.PUSH);
    }
}
