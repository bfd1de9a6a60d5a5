package io.fondaco.testing.devnet;

import io.fondaco.proof.Sealing;
import java.lang.reflect.Proxy;

/** Seals nothing: for miners of the proof kind none, of whom nothing is to be sealed. */
public final class NoSealing {
    public static final Sealing INSTANCE = (Sealing)
            Proxy.newProxyInstance(Sealing.class.getClassLoader(), new Class<?>[] {Sealing.class}, (self, method, a) -> {
                throw new AssertionError(method.getName() + " of a sector that is not to be sealed");
            });

    private NoSealing() {}
}
