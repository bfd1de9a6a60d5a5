package io.fondaco.proof.java.internal;

import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.Backend;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** The backend as a service. */
@Component(service = Backend.class, property = "fondaco.backend=" + JavaBackend.NAME)
public final class JavaComponent implements Backend {
    private final Backend backend = new JavaBackend();

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public String description() {
        return backend.description();
    }

    @Override
    public <K> Optional<K> kernel(Class<K> kernel) {
        return backend.kernel(kernel);
    }
}
