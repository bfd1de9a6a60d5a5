package io.fondaco.market.desk.internal;

import io.fondaco.chain.Chain;
import io.fondaco.deal.Deals;
import io.fondaco.market.Fetched;
import io.fondaco.market.Intake;
import io.fondaco.market.Payload;
import io.fondaco.model.Cid;
import io.fondaco.model.Progress;
import io.fondaco.model.SystemTime;
import io.fondaco.party.Party;
import io.fondaco.persistence.Blobs;
import io.fondaco.sector.SectorIntake;
import io.fondaco.transfer.Transfers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Intake as a service. Stores and fetches have lanes of their own, so that neither waits for the other. */
@Component(service = Intake.class, immediate = true, configurationPid = DeskSettings.PID)
@Designate(ocd = DeskSettings.class)
public final class IntakeComponent implements Intake {

    private final SystemTime time = new SystemTime("market-desk");
    private final Lane stores;
    private final Lane fetches;
    private final Preparing preparing;
    private final Fetching fetching;

    @Activate
    public IntakeComponent(
            DeskSettings settings,
            @Reference Blobs blobs,
            @Reference Staging staging,
            @Reference Deals deals,
            @Reference Chain chain,
            @Reference Transfers transfers,
            @Reference SectorIntake sectors) {
        stores = new Lane("stores", settings.storesAtOnce(), settings.waiting());
        fetches = new Lane("fetches", settings.fetchesAtOnce(), settings.waiting());
        preparing = new Preparing(blobs, staging);
        Pulling pulling = new Pulling(transfers, time, Duration.ofMinutes(settings.stallMinutes()));
        fetching = new Fetching(
                blobs,
                deals,
                chain,
                transfers,
                sectors,
                pulling,
                settings.fetchBy().trim());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(Party party) {
        fetching.enter(party);
    }

    public void leave(Party party) {
        fetching.leave(party);
    }

    @Deactivate
    public void close() {
        stores.close();
        fetches.close();
        fetching.close();
        time.close();
    }

    @Override
    public CompletionStage<Payload> prepare(Path file, Progress progress) {
        return stores.submit(() -> preparing.prepare(file, progress));
    }

    @Override
    public CompletionStage<Fetched> fetch(String client, Cid root, Path out, Progress progress) {
        return fetches.submit(() -> fetching.fetch(client, root, out, progress));
    }
}
