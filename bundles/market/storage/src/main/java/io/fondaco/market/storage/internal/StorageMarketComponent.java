package io.fondaco.market.storage.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.StorageMarketActor;
import io.fondaco.crypto.KeyStore;
import io.fondaco.deal.Deals;
import io.fondaco.deal.spi.DealEngine;
import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.market.Market;
import io.fondaco.market.Offer;
import io.fondaco.market.PieceMarket;
import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import io.fondaco.model.SystemTime;
import io.fondaco.party.Party;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Index;
import io.fondaco.sector.SectorIntake;
import io.fondaco.transfer.Transfers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The storage market as a service. */
@Component(
        service = Market.class,
        immediate = true,
        configurationPid = "io.fondaco.market.storage",
        property = "fondaco.market=storage")
@Designate(ocd = StorageMarketComponent.Settings.class)
public final class StorageMarketComponent implements PieceMarket {

    @ObjectClassDefinition(name = "Fondaco storage market", description = "Filecoin storage deals, both sides.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Poll",
                description = "Pause between a client's questions for its deal, in milliseconds, 100 or more.",
                min = "100")
        long pollMillis() default 5000;

        @AttributeDefinition(
                name = "Restart wait",
                description = "How long a provider waits for a client to resume a transfer, in seconds, 1 or more.",
                min = "1")
        long restartWaitSeconds() default 3600;

        @AttributeDefinition(
                name = "Online deals",
                description = "Whether providers take deals whose data is transferred.")
        boolean acceptOnline() default true;

        @AttributeDefinition(
                name = "Offline deals",
                description = "Whether providers take deals whose data is brought by hand.")
        boolean acceptOffline() default true;

        @AttributeDefinition(
                name = "Staging bound",
                description = "What staged data may take on disk, in bytes; 0 for no bound but the disk.",
                min = "0")
        long maxStagingBytes() default 0;

        @AttributeDefinition(name = "Reserve", description = "What must stay free on disk, in bytes.", min = "0")
        long reserveBytes() default 268435456;
    }

    private final SystemTime time = new SystemTime("market-storage");
    private final StorageMarket market;

    @Activate
    public StorageMarketComponent(
            Settings settings,
            @Reference DealEngine engine,
            @Reference Deals deals,
            @Reference KeyStore keys,
            @Reference Chain chain,
            @Reference StorageMarketActor actor,
            @Reference Transfers transfers,
            @Reference SectorIntake sectors,
            @Reference Blobs blobs,
            @Reference Index index) {
        StorageSettings checked = new StorageSettings(
                Duration.ofMillis(settings.pollMillis()),
                Duration.ofSeconds(settings.restartWaitSeconds()),
                settings.acceptOnline(),
                settings.acceptOffline(),
                settings.maxStagingBytes(),
                settings.reserveBytes());
        House house = new House(keys, chain, actor, transfers, sectors, blobs, index, time);
        try {
            market = new StorageMarket(house, engine, deals, checked, List.of());
        } catch (RuntimeException | Error broken) {
            time.close();
            throw broken;
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(Party party) {
        market.enter(party);
    }

    public void leave(Party party) {
        market.leave(party);
    }

    @Deactivate
    public void close() {
        market.close();
        time.close();
    }

    @Override
    public String name() {
        return market.name();
    }

    @Override
    public String about() {
        return market.about();
    }

    @Override
    public CompletionStage<DealId> offer(Offer offer) {
        return market.offer(offer);
    }

    @Override
    public CompletionStage<Ask> ask(String client, Address provider) {
        return market.ask(client, provider);
    }

    @Override
    public CompletionStage<Ask> setAsk(String provider, AskTerms terms) {
        return market.setAsk(provider, terms);
    }

    @Override
    public CompletionStage<Void> importData(DealId deal, Path file) {
        return market.importData(deal, file);
    }
}
