package io.fondaco.chain.pretend.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.chain.pretend.PretendChain;
import io.fondaco.chain.pretend.PretendPolicy;
import io.fondaco.model.SystemTime;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Journal;
import io.fondaco.sector.SectorIntake;
import java.time.Duration;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The pretend ledger as services. The ledger is registered by hand because one object answers for three contracts and
 * exists only once its journal has been read.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.fondaco.chain.pretend")
@Designate(ocd = PretendComponent.Settings.class)
public final class PretendComponent {

    @ObjectClassDefinition(
            name = "Fondaco pretend ledger",
            description = "Keeps balances honestly without being a chain. Nothing is proven.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Epoch",
                description = "How long an epoch lasts, in milliseconds, 10 or more.",
                min = "10")
        long epochMillis() default 1000;

        @AttributeDefinition(name = "Grant", description = "What a new account is given, e.g. 1000 FIL.")
        String grant() default "1000 FIL";

        @AttributeDefinition(name = "Shortest deal", description = "In epochs, 1 or more.", min = "1")
        long minDealDuration() default 60;

        @AttributeDefinition(name = "Longest deal", description = "In epochs.")
        long maxDealDuration() default 3680640;

        @AttributeDefinition(
                name = "Sealing",
                description = "How many epochs before its start a deal's data must be at hand.",
                min = "0")
        long sealingEpochs() default 10;
    }

    private final SystemTime time = new SystemTime("chain-pretend");
    private final PretendChain chain;
    private final ServiceRegistration<?> services;

    @Activate
    public PretendComponent(
            BundleContext context, Settings settings, @Reference Journal journal, @Reference Blobs blobs) {
        PretendPolicy usual = PretendPolicy.of(Duration.ofMillis(settings.epochMillis()));
        ChainPolicy rules = new ChainPolicy(
                usual.chain().name(),
                usual.chain().epoch(),
                settings.minDealDuration(),
                settings.maxDealDuration(),
                settings.maxDealDuration() + 2880,
                usual.chain().confidence(),
                settings.sealingEpochs(),
                usual.chain().supply());
        chain = new PretendChain(
                journal,
                blobs,
                time,
                new PretendPolicy(
                        rules,
                        TokenAmount.parse(settings.grant()),
                        usual.precommitAfter(),
                        usual.proveAfter(),
                        usual.payEvery()));
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("fondaco.chain", rules.name());
        services = context.registerService(
                new String[] {Chain.class.getName(), StorageMarketActor.class.getName(), SectorIntake.class.getName()},
                chain,
                properties);
    }

    @Deactivate
    public void close() {
        services.unregister();
        chain.close();
        time.close();
    }
}
