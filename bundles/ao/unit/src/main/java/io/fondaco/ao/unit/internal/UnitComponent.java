package io.fondaco.ao.unit.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.ao.Evaluator;
import io.fondaco.ao.Messenger;
import io.fondaco.ao.Scheduler;
import io.fondaco.ao.spi.ModuleRuntime;
import io.fondaco.model.SystemTime;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The unit as a service, on the machine's own clock. Up from the start, so that crons go on without being asked. */
@Component(
        service = {AoUnit.class, Messenger.class, Scheduler.class, Evaluator.class},
        immediate = true,
        configurationPid = UnitConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = UnitConfig.class)
public final class UnitComponent extends Unit {
    private static final Logger LOG = LoggerFactory.getLogger(UnitComponent.class);

    private final Runtimes runtimes;
    private final SystemTime time;

    @Activate
    public UnitComponent(UnitConfig config, @Reference Journal journal, @Reference Index index, @Reference Blobs blobs)
            throws IOException {
        this(config, new Store(journal, index, blobs), new SystemTime("ao"), new Runtimes());
    }

    private UnitComponent(UnitConfig config, Store store, SystemTime time, Runtimes runtimes) throws IOException {
        super(Settings.of(config), UnitKey.loadOrCreate(Path.of(config.keyFile())), time, store, runtimes);
        this.time = time;
        this.runtimes = runtimes;
        LOG.info("The ao unit {} is up", address());
    }

    /** Something that runs modules has come; processes that wait for it go on. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(ModuleRuntime runtime) {
        runtimes.add(runtime);
    }

    /** It goes; its processes wait for another, which gets their state back from their schedules. */
    public void leave(ModuleRuntime runtime) {
        runtimes.remove(runtime);
    }

    @Override
    @Deactivate
    public void close() {
        super.close();
        time.close();
    }
}
