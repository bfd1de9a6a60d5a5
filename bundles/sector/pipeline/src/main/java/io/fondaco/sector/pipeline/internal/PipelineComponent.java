package io.fondaco.sector.pipeline.internal;

import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.model.SystemTime;
import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.Journal;
import io.fondaco.sector.SectorControl;
import io.fondaco.sector.SectorIntake;
import io.fondaco.sector.Sectors;
import io.fondaco.sector.pipeline.PipelinePolicy;
import io.fondaco.sector.pipeline.SectorPipeline;
import java.util.Hashtable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 * The pipeline as services. It is registered by hand because one object answers for three contracts and exists only once
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
            description = "Puts pieces of published deals into sectors of the chain. Nothing is sealed or proven.")
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
                name = "Threads",
                description = "Threads that copy pieces and look after sectors, 2 or more.",
                min = "2")
        int threads() default 3;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PipelineComponent.class);
    private static final long PATIENCE_SECONDS = 10;

    private final SystemTime time = new SystemTime("sector-pipeline");
    private final ExecutorService threads;
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
            @Reference Blobs blobs) {
        PipelinePolicy policy = new PipelinePolicy(
                settings.waitEpochs(), settings.hurryEpochs(), settings.confidenceEpochs(), settings.retryEpochs());
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(settings.threads(), task -> {
            Thread thread = new Thread(task, "fondaco-sector-pipeline-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pipeline = new SectorPipeline(node, pool, states, journal, blobs, time, threads, policy);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("fondaco.chain", node.network());
        services = context.registerService(
                new String[] {SectorIntake.class.getName(), Sectors.class.getName(), SectorControl.class.getName()},
                pipeline,
                properties);
    }

    @Deactivate
    public void close() throws InterruptedException {
        services.unregister();
        pipeline.close();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("pieces are still being copied after {} s; they are copied again later", PATIENCE_SECONDS);
                threads.shutdownNow();
            }
        } finally {
            time.close();
        }
    }
}
