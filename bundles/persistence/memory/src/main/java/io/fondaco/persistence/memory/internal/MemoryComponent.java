package io.fondaco.persistence.memory.internal;

import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.Vaults;
import io.fondaco.persistence.memory.MemoryStore;
import io.fondaco.persistence.memory.MemoryVaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The contracts as services, for a node that shall remember nothing. Blobs are files of a temporary folder. They are
 * registered by hand because two objects answer for them.
 */
@Component(
        service = {},
        immediate = true)
public final class MemoryComponent {

    private final Path folder;
    private final MemoryVaults vaults = new MemoryVaults();
    private final List<ServiceRegistration<?>> services;

    @Activate
    public MemoryComponent(BundleContext context) throws IOException {
        folder = Files.createTempDirectory("fondaco-memory-");
        var properties = FrameworkUtil.asDictionary(Map.of("fondaco.store", "memory"));
        services = List.of(
                context.registerService(
                        new String[] {Journal.class.getName(), Index.class.getName()}, new MemoryStore(), properties),
                context.registerService(Blobs.class, new FileBlobs(folder), properties),
                context.registerService(Vaults.class, vaults, properties));
    }

    @Deactivate
    public void close() throws IOException {
        services.forEach(ServiceRegistration::unregister);
        vaults.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
