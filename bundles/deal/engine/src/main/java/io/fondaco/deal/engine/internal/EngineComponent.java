package io.fondaco.deal.engine.internal;

import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealListener;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealTable;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.deal.Explanation;
import io.fondaco.deal.TableView;
import io.fondaco.deal.engine.Probe;
import io.fondaco.deal.engine.TableEngine;
import io.fondaco.deal.spi.DealEngine;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import io.fondaco.model.Registration;
import io.fondaco.model.SystemTime;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The engine as a service. */
@Component(
        service = {DealEngine.class, Deals.class},
        configurationPid = "io.fondaco.deal.engine")
@Designate(ocd = EngineComponent.Settings.class)
public final class EngineComponent implements DealEngine, Deals {

    @ObjectClassDefinition(name = "Fondaco deal engine", description = "Runs the tables of all markets.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Workers",
                description = "How many steps of deals may run at once, 1 to 256.",
                min = "1",
                max = "256")
        int workers() default 16;
    }

    private final SystemTime time = new SystemTime("deal");
    private final TableEngine engine;

    @Activate
    public EngineComponent(@Reference Journal journal, @Reference Index index, Settings settings) {
        if (settings.workers() < 1 || settings.workers() > 256) {
            throw new IllegalArgumentException(
                    "io.fondaco.deal.engine: workers must be 1 to 256, not " + settings.workers());
        }
        engine = new TableEngine(journal, index, time, settings.workers(), Probe.NONE);
    }

    @Deactivate
    public void close() {
        engine.close();
        time.close();
    }

    @Override
    public <S extends Enum<S>, E, R extends Record, W> Machine<E, R> run(DealTable<S, E, R, W> table, W world) {
        return engine.run(table, world);
    }

    @Override
    public Page<DealView> list(DealQuery query) {
        return engine.list(query);
    }

    @Override
    public DealView find(String idOrPrefix) {
        return engine.find(idOrPrefix);
    }

    @Override
    public Explanation explain(DealId id) {
        return engine.explain(id);
    }

    @Override
    public List<DealHistory> history(DealId id, long afterSeq, int limit) {
        return engine.history(id, afterSeq, limit);
    }

    @Override
    public CompletionStage<DealView> retry(DealId id) {
        return engine.retry(id);
    }

    @Override
    public CompletionStage<DealView> cancel(DealId id, String reason) {
        return engine.cancel(id, reason);
    }

    @Override
    public Registration watch(DealListener listener) {
        return engine.watch(listener);
    }

    @Override
    public List<TableView> tables() {
        return engine.tables();
    }

    @Override
    public List<String> verify(DealId id) {
        return engine.verify(id);
    }
}
