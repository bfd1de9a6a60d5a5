package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.model.SystemTime;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Journal;
import io.fondaco.proof.Backends;
import io.fondaco.proof.Proving;
import io.fondaco.proof.Sealing;
import io.fondaco.sector.SectorControl;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.Sectors;
import io.fondaco.sector.WinningProofs;
import io.fondaco.sector.pipeline.PipelinePolicy;
import io.fondaco.sector.pipeline.SealingRoom;
import io.fondaco.sector.pipeline.SectorPipeline;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline as services. It is registered by hand because one object answers for four contracts and exists only once
 * its journal has been read.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.fondaco.sector.pipeline")
@Designate(ocd = PipelineComponent.Settings.class)
public final class PipelineComponent {

    @ObjectClassDefinition(
            name = "Fondaco sector pipeline",
            description =
                    "Puts pieces of published deals into sectors, seals these and keeps them proven on the chain.")
    public @interface Settings {

        @AttributeDefinition(
                name = "Wait",
                description = "How long a sector that is not full is kept open for more pieces, in epochs.",
                min = "0")
        long waitEpochs() default 2;

        @AttributeDefinition(
                name = "Hurry",
                description = "How long before the last chance of a deal in it a sector is closed, in epochs.",
                min = "0")
        long hurryEpochs() default 10;

        @AttributeDefinition(
                name = "Confidence",
                description = "How deep in the chain the end of a deal must be before its data is deleted, in epochs.",
                min = "1")
        long confidenceEpochs() default 10;

        @AttributeDefinition(
                name = "Retry",
                description =
                        "How long to wait before trying again what was refused, in epochs; doubles up to 32 times.",
                min = "1")
        long retryEpochs() default 2;

        @AttributeDefinition(
                name = "Sealing time",
                description = "How long sealing takes at most, in epochs; deals that leave less time are refused.",
                min = "0")
        long sealingEpochs() default 30;

        @AttributeDefinition(
                name = "Folder",
                description = "Where sectors lie; empty: the folder sectors beside the node's data.")
        String folder() default "";

        @AttributeDefinition(
                name = "Sealing cores",
                description =
                        "Cores that sealing may keep busy; 0: all but one. Proofs with a deadline have their own.",
                min = "0")
        int sealingCores() default 0;

        @AttributeDefinition(name = "Sealing memory", description = "MiB that sealing may use.", min = "1")
        long sealingMiB() default 4096;

        @AttributeDefinition(
                name = "Threads",
                description = "Threads that copy pieces and look after sectors, 2 or more.",
                min = "2")
        int threads() default 3;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PipelineComponent.class);
    private static final long PATIENCE_SECONDS = 10;
    /** One for windows, one that looks ahead, and one for blocks. */
    private static final int PROVERS = 3;

    private final SystemTime time = new SystemTime("sector-pipeline");
    private final ExecutorService threads;
    private final ExecutorService sealers;
    private final ExecutorService provers;
    private final SectorPipeline pipeline;
    private final ServiceRegistration<?> services;

    @Activate
    public PipelineComponent(
            BundleContext context,
            Settings settings,
            @Reference FullNode node,
            @Reference MessagePool pool,
            @Reference StateReader states,
            @Reference Journal journal,
            @Reference Blobs blobs,
            @Reference Sealing sealing,
            @Reference Proving proving,
            @Reference Backends backends) {
        PipelinePolicy policy = new PipelinePolicy(
                settings.waitEpochs(),
                settings.hurryEpochs(),
                settings.confidenceEpochs(),
                settings.retryEpochs(),
                settings.sealingEpochs());
        int cores = settings.sealingCores() > 0
                ? settings.sealingCores()
                : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        threads = Executors.newFixedThreadPool(settings.threads(), named("fondaco-sector-pipeline-"));
        sealers = Executors.newFixedThreadPool(cores, named("fondaco-sealing-"));
        provers = Executors.newFixedThreadPool(PROVERS, named("fondaco-proving-"));
        SealingRoom room = new SealingRoom(
                sealing,
                folder(context, settings),
                sealers,
                proving,
                provers,
                cores,
                settings.sealingMiB() << 20,
                () -> gpu(backends));
        pipeline = new SectorPipeline(node, pool, states, journal, blobs, time, threads, room, policy);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("fondaco.chain", node.network());
        services = context.registerService(
                new String[] {
                    SectorIntake.class.getName(),
                    Sectors.class.getName(),
                    SectorControl.class.getName(),
                    WinningProofs.class.getName()
                },
                pipeline,
                properties);
    }

    private static boolean gpu(Backends backends) {
        Set<String> chosen = backends.measurements().stream()
                .filter(Backends.Measurement::chosen)
                .filter(measured -> measured.operation() == Backends.Operation.COLUMNS)
                .map(Backends.Measurement::backend)
                .collect(Collectors.toSet());
        return backends.present().stream().anyMatch(backend -> backend.gpu() && chosen.contains(backend.name()));
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static Path folder(BundleContext context, Settings settings) {
        if (!settings.folder().isBlank()) {
            return Path.of(settings.folder());
        }
        String data = context.getProperty("karaf.data");
        if (data == null) {
            throw new IllegalStateException("io.fondaco.sector.pipeline: this container has no karaf.data; set folder");
        }
        return Path.of(data, "sectors");
    }

    @Deactivate
    public void close() throws InterruptedException {
        services.unregister();
        pipeline.close();
        threads.shutdown();
        sealers.shutdown();
        provers.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("pieces are still being copied after {} s; they are copied again later", PATIENCE_SECONDS);
                threads.shutdownNow();
            }
            if (!sealers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a phase of sealing still runs after {} s; it is done again later", PATIENCE_SECONDS);
                sealers.shutdownNow();
            }
        } finally {
            time.close();
        }
    }
}
