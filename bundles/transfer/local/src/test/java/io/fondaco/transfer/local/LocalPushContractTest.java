package io.fondaco.transfer.local;

import io.fondaco.transfer.TransferOrder.Direction;

public class LocalPushContractTest extends LocalContract {

    public LocalPushContractTest() {
        super(Direction.PUSH);
    }
}
