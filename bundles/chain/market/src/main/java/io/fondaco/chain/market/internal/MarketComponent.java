package io.fondaco.chain.market.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.market.MarketChain;
import io.fondaco.chain.market.MarketSettings;
import io.fondaco.crypto.KeyStore;
import io.fondaco.model.Address;
import io.fondaco.model.SystemTime;
import io.fondaco.model.TokenAmount;
import io.fondaco.persistence.Journal;
import java.util.Hashtable;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * The chain for markets as services. They are registered by hand because one object answers for two contracts and exists
 * only once its journal has been read.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.fondaco.chain.market")
@Designate(ocd = MarketComponent.Settings.class)
public final class MarketComponent {

    @ObjectClassDefinition(
            name = "Fondaco chain for markets",
            description = "Money set aside, messages followed and deals watched, through a node of the chain.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Confidence",
                description = "How many epochs deep something must be to count as settled, 0 or more.",
                min = "0")
        int confidence() default 3;

        @AttributeDefinition(
                name = "Margin",
                description = "Epochs a deal needs before its start beyond what sealing takes, 0 or more.",
                min = "0")
        long margin() default 40;

        @AttributeDefinition(
                name = "Grant",
                description = "What a newcomer is given on a network for development, e.g. 1000 FIL; 0 for nothing.")
        String grant() default "1000 FIL";

        @AttributeDefinition(
                name = "Treasury",
                description = "Account the grants come from, its key in the key store; empty for the owner of the first"
                        + " miner whose key is there.")
        String treasury() default "";

        @AttributeDefinition(
                name = "Worker funds",
                description = "What the worker of a new miner gets from its owner, e.g. 200 FIL; more than 0.")
        String workerFunds() default "200 FIL";
    }

    private final SystemTime time = new SystemTime("chain-market");
    private final ExecutorService books = thread("fondaco-chain-market");
    private final ExecutorService followers = thread("fondaco-chain-market-followers");
    private final MarketChain chain;
    private final ServiceRegistration<?> services;

    @Activate
    public MarketComponent(
            BundleContext context,
            Settings settings,
            @Reference FullNode node,
            @Reference MessagePool pool,
            @Reference StateReader states,
            @Reference KeyStore keys,
            @Reference Journal journal) {
        chain = new MarketChain(
                node,
                pool,
                states,
                keys,
                journal,
                time,
                new MarketSettings(
                        settings.confidence(),
                        settings.margin(),
                        TokenAmount.parse(settings.grant()),
                        Optional.of(settings.treasury().trim())
                                .filter(text -> !text.isEmpty())
                                .map(Address::parse),
                        TokenAmount.parse(settings.workerFunds())),
                books,
                followers);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("fondaco.chain", node.network());
        services = context.registerService(
                new String[] {Chain.class.getName(), StorageMarketActor.class.getName()}, chain, properties);
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    public void close() {
        services.unregister();
        chain.close();
        books.shutdown();
        followers.shutdown();
        time.close();
    }
}
