package io.fondaco.transfer.local.internal;

import io.fondaco.model.SystemTime;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.local.LocalTransport;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Transport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The local transport as a service. */
@Component(service = Transport.class, configurationPid = "io.fondaco.transfer.local")
@Designate(ocd = LocalComponent.Settings.class)
public final class LocalComponent implements Transport {

    @ObjectClassDefinition(
            name = "Fondaco local transport",
            description = "Moves bytes between parties of this house by copying files.")
    public @interface Settings {

        @AttributeDefinition(name = "Workers", description = "How many copies may run at once.", min = "1", max = "64")
        int workers() default 4;

        @AttributeDefinition(
                name = "Bytes per second",
                description = "How fast one copy may be; 0 for as fast as it goes.",
                min = "0")
        long bytesPerSecond() default 0;
    }

    private final SystemTime time = new SystemTime("transfer-local");
    private final LocalTransport transport;

    @Activate
    public LocalComponent(@Reference Reception reception, Settings settings) {
        transport = new LocalTransport(reception, time, settings.workers(), settings.bytesPerSecond());
    }

    @Deactivate
    public void close() {
        transport.close();
        time.close();
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public Attempt begin(TransferOrder order, Meter meter) {
        return transport.begin(order, meter);
    }
}
