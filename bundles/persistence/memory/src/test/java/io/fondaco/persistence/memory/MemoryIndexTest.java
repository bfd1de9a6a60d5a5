package io.fondaco.persistence.memory;

import io.fondaco.testing.tck.IndexContract;
import io.fondaco.testing.tck.StoreContract;

public class MemoryIndexTest extends IndexContract {

    @Override
    protected StoreContract.Opened open() {
        MemoryStore store = new MemoryStore();
        return new StoreContract.Opened(store, store, () -> {});
    }
}
