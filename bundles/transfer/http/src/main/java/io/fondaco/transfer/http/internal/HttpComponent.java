package io.fondaco.transfer.http.internal;

import io.fondaco.model.SystemTime;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.http.HttpSettings;
import io.fondaco.transfer.http.HttpTransport;
import io.fondaco.transfer.spi.Attempt;
import io.fondaco.transfer.spi.Meter;
import io.fondaco.transfer.spi.Transport;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The HTTP transport as a service. */
@Component(service = Transport.class, configurationPid = "io.fondaco.transfer.http")
@Designate(ocd = HttpComponent.Settings.class)
public final class HttpComponent implements Transport {

    @ObjectClassDefinition(name = "Fondaco HTTP transport", description = "Pulls files from addresses deals name.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Allow private addresses",
                description = "Lets strangers have this node ask loopback and private addresses. For demos only.")
        boolean allowPrivate() default false;

        @AttributeDefinition(
                name = "Redirects",
                description = "How many redirects are followed, each checked like the first address.",
                min = "0",
                max = "2")
        int redirects() default 0;

        @AttributeDefinition(
                name = "Chunks",
                description = "How many ranges of one file are asked for at once.",
                min = "1",
                max = "16")
        int chunks() default 5;

        @AttributeDefinition(name = "Smallest chunk", description = "No chunk is smaller, in bytes.", min = "1")
        long minChunk() default 1 << 20;

        @AttributeDefinition(
                name = "Connect",
                description = "How long connecting to one address may take, in milliseconds.",
                min = "1",
                max = "600000")
        long connectMillis() default 15_000;

        @AttributeDefinition(
                name = "Floor",
                description = "How many bytes per second must come at least; 0 for no floor.",
                min = "0")
        long floor() default 1024;

        @AttributeDefinition(
                name = "Window",
                description = "Over how long the floor is measured, in milliseconds.",
                min = "1")
        long windowMillis() default 60_000;

        @AttributeDefinition(
                name = "Longest",
                description = "How long a file may take in all, over all attempts, in milliseconds.",
                min = "1")
        long longestMillis() default 86_400_000;

        @AttributeDefinition(
                name = "Per host",
                description = "How many bytes may be on their way from one host at once, counted as what deals say; 0"
                        + " for no limit.",
                min = "0")
        long perHostBytes() default 128L << 30;

        @AttributeDefinition(
                name = "Retry after",
                description = "How long a pause an address may ask for at the most, in milliseconds.",
                min = "1")
        long retryAfterMillis() default 3_600_000;
    }

    private final SystemTime time = new SystemTime("transfer-http");
    private final HttpTransport transport;

    @Activate
    public HttpComponent(Settings settings) {
        transport = new HttpTransport(
                time,
                new HttpSettings(
                        settings.allowPrivate(),
                        settings.redirects(),
                        settings.chunks(),
                        settings.minChunk(),
                        Duration.ofMillis(settings.connectMillis()),
                        settings.floor(),
                        Duration.ofMillis(settings.windowMillis()),
                        new HttpSettings.Limits(
                                Duration.ofMillis(settings.longestMillis()),
                                settings.perHostBytes(),
                                Duration.ofMillis(settings.retryAfterMillis()))));
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
