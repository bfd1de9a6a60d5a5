package io.fondaco.testing.devnet;

import io.fondaco.proof.Proving;
import io.fondaco.proof.Sealing;
import java.lang.reflect.Proxy;

/** Seals and proves nothing: for miners of the proof kind none, of whom nothing is to be sealed. */
public final class NoSealing {
    public static final Sealing SEALING = refusing(Sealing.class);
    public static final Proving PROVING = refusing(Proving.class);

    private NoSealing() {}

    private static <T> T refusing(Class<T> service) {
        return service.cast(Proxy.newProxyInstance(
                service.getClassLoader(), new Class<?>[] {service}, (self, method, arguments) -> {
                    throw new AssertionError(method.getName() + " for a sector of the kind none");
                }));
    }
}
