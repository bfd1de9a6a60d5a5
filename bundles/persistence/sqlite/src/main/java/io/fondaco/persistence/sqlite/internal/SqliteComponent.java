package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.Blobs;
import io.fondaco.persistence.FileBlobs;
import io.fondaco.persistence.Index;
import io.fondaco.persistence.Journal;
import io.fondaco.persistence.Vaults;
import io.fondaco.persistence.sqlite.Settings;
import io.fondaco.persistence.sqlite.SqliteStore;
import io.fondaco.persistence.sqlite.SqliteVaults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The contracts as services: journal and index in one SQLite file, blobs as files beside it, a file for each vault. They
 * are registered by hand because several objects answer for them.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.fondaco.persistence.sqlite")
@Designate(ocd = SqliteComponent.Config.class)
public final class SqliteComponent {

    @ObjectClassDefinition(
            name = "Fondaco embedded store",
            description = "Journal and index in one SQLite file, blobs as files and vaults beside it.")
    public @interface Config {

        @AttributeDefinition(
                name = "Folder",
                description = "Where the store lives; empty for the folder store in the node's data folder.")
        String folder() default "";

        @AttributeDefinition(
                name = "Group size",
                description = "How many writes share one commit at most, 1 to 10000.",
                min = "1",
                max = "10000")
        int groupSize() default 128;

        @AttributeDefinition(
                name = "Group wait",
                description = "How long a commit stays open while more writes keep coming, in milliseconds, 0 to 1000.",
                min = "0",
                max = "1000")
        int groupWaitMillis() default 2;

        @AttributeDefinition(
                name = "Readers",
                description = "How many reads run at once, 1 to 64.",
                min = "1",
                max = "64")
        int readers() default 4;

        @AttributeDefinition(
                name = "Idle",
                description = "After how many milliseconds without a write the log is folded into the file.",
                min = "1")
        long idleMillis() default 5000;

        @AttributeDefinition(
                name = "Check up to",
                description = "How large the file may be, in MiB, to be checked whole after an unclean stop.",
                min = "0")
        long checkUpToMiB() default 2048;
    }

    private final SqliteStore store;
    private final SqliteVaults vaults;
    private final List<ServiceRegistration<?>> services;

    @Activate
    public SqliteComponent(BundleContext context, Config config) throws IOException {
        Path folder = folder(context, config);
        Blobs blobs = new FileBlobs(folder);
        store = new SqliteStore(
                folder.resolve("fondaco.db"),
                new Settings(
                        config.groupSize(),
                        Duration.ofMillis(config.groupWaitMillis()),
                        config.readers(),
                        Duration.ofMillis(config.idleMillis()),
                        config.checkUpToMiB() << 20));
        vaults = new SqliteVaults(folder);
        var properties = FrameworkUtil.asDictionary(Map.of("fondaco.store", "sqlite"));
        services = List.of(
                context.registerService(
                        new String[] {Journal.class.getName(), Index.class.getName()}, store, properties),
                context.registerService(Blobs.class, blobs, properties),
                context.registerService(Vaults.class, vaults, properties));
    }

    private static Path folder(BundleContext context, Config config) {
        if (!config.folder().isBlank()) {
            return Path.of(config.folder());
        }
        String data = context.getProperty("karaf.data");
        if (data == null) {
            throw new IllegalArgumentException(
                    "io.fondaco.persistence.sqlite: this container has no karaf.data; set folder");
        }
        return Path.of(data, "store");
    }

    @Deactivate
    public void close() {
        services.forEach(ServiceRegistration::unregister);
        vaults.close();
        store.close();
    }
}
