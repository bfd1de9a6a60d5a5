package io.fondaco.transfer.dispatch.internal;

import io.fondaco.model.PeerId;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferListener;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferResponder;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Transfers;
import io.fondaco.transfer.dispatch.Dispatcher;
import io.fondaco.transfer.spi.Reception;
import io.fondaco.transfer.spi.Transport;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The dispatcher as a service. It needs no transport itself, so that transports which need {@link Reception} can come:
 * {@link TransportDoor} brings them.
 */
@Component(
        service = {Transfers.class, Reception.class, DispatchComponent.class},
        configurationPid = "io.fondaco.transfer.dispatch")
@Designate(ocd = DispatchComponent.Settings.class)
public final class DispatchComponent implements Transfers, Reception {

    @ObjectClassDefinition(name = "Fondaco transfers", description = "Limits and patience of all transfers.")
    public @interface Settings {

        @AttributeDefinition(name = "At once", description = "How many attempts may run at once.", min = "1")
        int atOnce() default 20;

        @AttributeDefinition(name = "Per peer", description = "How many of them with one peer or host.", min = "1")
        int perPeer() default 10;

        @AttributeDefinition(
                name = "Attempts",
                description = "How many attempts in a row may bring no new byte before a transfer fails.",
                min = "1")
        int attempts() default 15;

        @AttributeDefinition(
                name = "First pause",
                description = "Between a failed attempt and the next, in milliseconds.",
                min = "1")
        long firstPauseMillis() default 5_000;

        @AttributeDefinition(name = "Factor", description = "How much longer each further pause is, 1 to 100.")
        double factor() default 1.5;

        @AttributeDefinition(name = "Longest pause", description = "No pause is longer, in milliseconds.", min = "1")
        long longestPauseMillis() default 600_000;

        @AttributeDefinition(
                name = "Jitter",
                description = "By what part of itself a pause may be shorter or longer, 0 to 1.")
        double jitter() default 0.2;

        @AttributeDefinition(
                name = "Stall",
                description = "How long no byte may come before an attempt is stopped, in milliseconds.",
                min = "1")
        long stallMillis() default 300_000;

        @AttributeDefinition(
                name = "Stopping",
                description = "How long an attempt may take to stop before it is given up, in milliseconds.",
                min = "1")
        long stoppingMillis() default 30_000;
    }

    private final SystemTime time = new SystemTime("transfer-dispatch");
    private final Dispatcher dispatcher;

    @Activate
    public DispatchComponent(Settings settings) {
        dispatcher = new Dispatcher(
                time,
                new io.fondaco.transfer.dispatch.Settings(
                        settings.atOnce(),
                        settings.perPeer(),
                        settings.attempts(),
                        Duration.ofMillis(settings.firstPauseMillis()),
                        settings.factor(),
                        Duration.ofMillis(settings.longestPauseMillis()),
                        settings.jitter(),
                        Duration.ofMillis(settings.stallMillis()),
                        Duration.ofMillis(settings.stoppingMillis())));
    }

    @Deactivate
    public void close() {
        dispatcher.close();
        time.close();
    }

    void addTransport(Transport transport) {
        dispatcher.addTransport(transport);
    }

    void removeTransport(Transport transport) {
        dispatcher.removeTransport(transport);
    }

    @Override
    public void begin(TransferOrder order) {
        dispatcher.begin(order);
    }

    @Override
    public boolean cancel(TransferId id, String why) {
        return dispatcher.cancel(id, why);
    }

    @Override
    public long nextNumber(PeerId initiator) {
        return dispatcher.nextNumber(initiator);
    }

    @Override
    public Registration listen(PeerId party, TransferListener listener) {
        return dispatcher.listen(party, listener);
    }

    @Override
    public Registration respond(PeerId party, String voucherType, TransferResponder responder) {
        return dispatcher.respond(party, voucherType, responder);
    }

    @Override
    public List<TransferView> list() {
        return dispatcher.list();
    }

    @Override
    public Decision ask(Incoming incoming) {
        return dispatcher.ask(incoming);
    }

    @Override
    public void tell(TransferEvent event) {
        dispatcher.tell(event);
    }
}
