package io.fondaco.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/**
 * An OSGi framework inside this process over a few bundles of the distribution: the same jars a node runs, up in a third
 * of a second, gone at the end.
 */
final class SmallFramework implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final Framework framework;
    private final Path storage;

    private SmallFramework(Framework framework, Path storage) {
        this.framework = framework;
        this.storage = storage;
    }

    /** Starts the bundles of a list in {@code lib/fondaco}; each line is a path under {@code system/}. */
    static SmallFramework start(Home home, String list) throws IOException {
        Path storage = Files.createTempDirectory("fondaco-tool");
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // Where bundles keep what they make, as in a node; it goes with the framework.
        settings.put("karaf.data", storage.resolve("data").toString());
        settings.put("felix.log.level", "1");
        settings.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
        settings.put("ds.loglevel", "error");
        Framework framework = new FrameworkFactory().newFramework(settings);
        SmallFramework small = new SmallFramework(framework, storage);
        try {
            framework.start();
            List<Bundle> bundles = new ArrayList<>();
            for (String path : home.list(list)) {
                // By reference: the jar is used where it lies, nothing is copied.
                bundles.add(framework
                        .getBundleContext()
                        .installBundle(
                                "reference:" + home.system().resolve(path).toUri()));
            }
            for (Bundle bundle : bundles) {
                bundle.start();
            }
            return small;
        } catch (BundleException e) {
            small.close();
            throw new IOException("The tool's bundles do not start: " + e.getMessage(), e);
        }
    }

    /**
     * A service by interface name and filter. Some come a while after their bundles have started, as they find out first
     * what this machine can do; the wait for one that is not there ends after half a minute.
     */
    <T> Optional<T> service(String name, String filter, Class<T> type) throws IOException {
        BundleContext context = framework.getBundleContext();
        CountDownLatch come = new CountDownLatch(1);
        ServiceListener listener = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                come.countDown();
            }
        };
        try {
            context.addServiceListener(listener, "(&(objectClass=" + name + ")" + filter + ")");
            ServiceReference<?>[] found = context.getAllServiceReferences(name, filter);
            if (found == null && come.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                found = context.getAllServiceReferences(name, filter);
            }
            return found == null ? Optional.empty() : Optional.of(type.cast(context.getService(found[0])));
        } catch (InvalidSyntaxException e) {
            throw new IOException("No filter: " + filter, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            context.removeServiceListener(listener);
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
