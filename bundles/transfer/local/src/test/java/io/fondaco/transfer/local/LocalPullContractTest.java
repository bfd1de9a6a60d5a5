package io.fondaco.transfer.local;

import io.fondaco.transfer.TransferOrder.Direction;

public class LocalPullContractTest extends LocalContract {

    public LocalPullContractTest() {
        super(Direction.PULL);
    }
}
