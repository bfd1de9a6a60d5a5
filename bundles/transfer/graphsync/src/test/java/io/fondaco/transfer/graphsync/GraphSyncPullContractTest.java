package io.fondaco.transfer.graphsync;

import io.fondaco.transfer.TransferOrder.Direction;

public class GraphSyncPullContractTest extends GraphSyncContract {

    public GraphSyncPullContractTest() {
        super(Direction.PULL);
    }
}
