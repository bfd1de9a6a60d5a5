package io.fondaco.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/**
 * An OSGi framework inside this process over a few bundles of the distribution: the same jars a node runs, up in a third
 * of a second, gone at the end.
 */
final class SmallFramework implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final Framework framework;
    private final Path storage;

    private SmallFramework(Framework framework, Path storage) {
        this.framework = framework;
        this.storage = storage;
    }

    /** Starts the bundles of lists in {@code lib/fondaco}; each line is a path under {@code system/}. */
    static SmallFramework start(Home home, List<String> lists) throws IOException {
        Path storage = Files.createTempDirectory("fondaco-tool");
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put("felix.log.level", "1");
        settings.put("ds.loglevel", "error");
        settings.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        // Where the prover keeps its graphs while the tool runs.
        settings.put("karaf.data", storage.resolve("data").toString());
        Framework framework = new FrameworkFactory().newFramework(settings);
        SmallFramework small = new SmallFramework(framework, storage);
        try {
            framework.start();
            List<Bundle> bundles = new ArrayList<>();
            for (String list : lists) {
                for (String path : home.list(list)) {
                    // By reference: the jar is used where it lies, nothing is copied.
                    bundles.add(framework
                            .getBundleContext()
                            .installBundle(
                                    "reference:" + home.system().resolve(path).toUri()));
                }
            }
            for (Bundle bundle : bundles) {
                // Fragments come with their hosts.
                if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                    bundle.start();
                }
            }
            return small;
        } catch (BundleException e) {
            small.close();
            throw new IOException("The tool's bundles do not start: " + e.getMessage(), e);
        }
    }

    /** A service by interface name and filter; waited for, as those that seal come once the prover has measured itself. */
    <T> Optional<T> service(String name, String filter, Class<T> type) throws IOException {
        BundleContext context = framework.getBundleContext();
        try {
            Filter wanted = context.createFilter("(&(" + Constants.OBJECTCLASS + "=" + name + ")" + filter + ")");
            ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, wanted, null);
            tracker.open(true);
            Object found = tracker.waitForService(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            return Optional.ofNullable(found).map(type::cast);
        } catch (InvalidSyntaxException e) {
            throw new IOException("No filter: " + filter, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the tool's bundles start", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(10));
        } catch (BundleException e) {
            throw new IOException("The framework does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            OwnerFiles.delete(storage);
        }
    }
}
