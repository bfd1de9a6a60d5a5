package io.fondaco.transfer.dispatch.internal;

import io.fondaco.transfer.spi.Transport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Where transports come in and leave. Apart from the dispatcher, because transports depend on it. */
@Component(
        service = {},
        immediate = true)
public final class TransportDoor {

    private final DispatchComponent dispatcher;

    @Activate
    public TransportDoor(@Reference DispatchComponent dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTransport(Transport transport) {
        dispatcher.addTransport(transport);
    }

    void removeTransport(Transport transport) {
        dispatcher.removeTransport(transport);
    }
}
