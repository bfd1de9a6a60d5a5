package io.fondaco.persistence.memory;

import io.fondaco.testing.tck.StoreContract;

public class MemoryStoreTest extends StoreContract {

    @Override
    protected Opened open() {
        MemoryStore store = new MemoryStore();
        return new Opened(store, store, () -> {});
    }
}
