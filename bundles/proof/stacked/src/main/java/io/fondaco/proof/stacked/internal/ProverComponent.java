package io.fondaco.proof.stacked.internal;

import io.fondaco.proof.Backends;
import io.fondaco.proof.Inspecting;
import io.fondaco.proof.Proving;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.Verifying;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.stacked.Lanes;
import io.fondaco.proof.stacked.StackedProver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proofs as services. They are registered by hand: they are here while the backends that are here have every kernel, and
 * stay the same while one backend takes the place of another.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.fondaco.proof.stacked")
@Designate(ocd = ProverComponent.Config.class)
public final class ProverComponent {

    @ObjectClassDefinition(
            name = "Fondaco sealing and proving",
            description = "Seals sectors, proves and verifies them, with the fastest backends that are here.")
    public @interface Config {

        @AttributeDefinition(
                name = "Folder",
                description =
                        "Where graphs and measurements are kept; empty for the folder proof in the node's data folder.")
        String folder() default "";

        @AttributeDefinition(
                name = "Backends",
                description = "Backends that may be asked, such as java, with commas between; empty for all.")
        String backends() default "";

        @AttributeDefinition(
                name = "Shadow",
                description =
                        "A second backend everything is computed on and compared with, such as java; empty for none.")
        String shadow() default "";

        @AttributeDefinition(
                name = "Threads",
                description = "Threads that work on one phase together, 0 to 256; 0 for one per processor.",
                min = "0",
                max = "256")
        int threads() default 0;

        @AttributeDefinition(
                name = "Read whole up to",
                description = "Size of the largest sectors that are read whole before a window PoSt, in MiB.",
                min = "0")
        long readWholeMiB() default 512;
    }

    private final BundleContext context;
    private static final Logger LOG = LoggerFactory.getLogger(ProverComponent.class);

    private final ExecutorService helpers;
    private final ExecutorService registrar = threads("fondaco-proof-stacked-services-", 1);
    private final Gathering gathering;
    private final StackedProver prover;
    /** What is registered; guarded by itself. */
    private final List<ServiceRegistration<?>> services = new ArrayList<>();

    private boolean closed;

    @Activate
    public ProverComponent(BundleContext context, Config config) {
        this.context = context;
        Path folder = folder(context, config);
        int threads = config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads();
        helpers = threads("fondaco-proof-stacked-", Math.max(1, threads - 1));
        Lanes lanes = Lanes.of(helpers, threads);
        gathering = new Gathering(
                folder.resolve("measurements.json"),
                Pattern.compile(",")
                        .splitAsStream(config.backends())
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()),
                config.shadow().trim(),
                lanes,
                threads("fondaco-proof-stacked-trials-", 1),
                this::changed);
        prover = new StackedProver(gathering.kernels(), folder.resolve("parents"), lanes, config.readWholeMiB() << 20);
    }

    private static ExecutorService threads(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Path folder(BundleContext context, Config config) {
        if (!config.folder().isBlank()) {
            return Path.of(config.folder());
        }
        String data = context.getProperty("karaf.data");
        if (data == null) {
            throw new IllegalArgumentException(
                    "io.fondaco.proof.stacked: this container has no karaf.data; set folder");
        }
        return Path.of(data, "proof");
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addBackend(Backend backend) {
        gathering.add(backend);
    }

    void removeBackend(Backend backend) {
        gathering.remove(backend);
    }

    /** Who waits for a prover may begin to seal as soon as one is registered: not on a thread that others wait for. */
    private void changed() {
        try {
            registrar.execute(this::register);
        } catch (RejectedExecutionException closing) {
            LOG.debug("backends changed while this stopped", closing);
        }
    }

    private void register() {
        synchronized (services) {
            boolean wanted = !closed && gathering.complete();
            if (wanted && services.isEmpty()) {
                services.add(context.registerService(
                        new String[] {
                            Sealing.class.getName(),
                            Proving.class.getName(),
                            Verifying.class.getName(),
                            Inspecting.class.getName()
                        },
                        prover,
                        null));
                services.add(context.registerService(Backends.class, gathering, null));
            } else if (!wanted) {
                services.forEach(ServiceRegistration::unregister);
                services.clear();
            }
        }
    }

    /** Phases that still run end as far as their own thread brings them. */
    @Deactivate
    public void close() {
        synchronized (services) {
            closed = true;
        }
        registrar.shutdown();
        register();
        gathering.close();
        helpers.shutdown();
    }
}
