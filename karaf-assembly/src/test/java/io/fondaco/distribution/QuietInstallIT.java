package io.fondaco.distribution;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;

/** Every plugin comes, is updated and goes, and no other bundle of the house so much as stops for it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class QuietInstallIT {

    /** Each plugin's feature, and the bundles that are its own. */
    private static final Map<String, Set<String>> PLUGINS = new TreeMap<>(Map.ofEntries(
            Map.entry("fondaco-transfer-http", Set.of("io.fondaco.transfer.http")),
            Map.entry("fondaco-transfer-local", Set.of("io.fondaco.transfer.local")),
            Map.entry("fondaco-transfer-graphsync", Set.of("io.fondaco.transfer.graphsync")),
            Map.entry("fondaco-market-storage", Set.of("io.fondaco.market.storage")),
            Map.entry("fondaco-market-arfleet", Set.of("io.fondaco.market.arfleet")),
            Map.entry("fondaco-gateway-arfleet", Set.of("io.fondaco.gateway.arfleet")),
            Map.entry("fondaco-gateway-ao", Set.of("io.fondaco.gateway.ao")),
            Map.entry("fondaco-ao-unit", Set.of("io.fondaco.ao.unit")),
            Map.entry("fondaco-ao-lua", Set.of("io.fondaco.ao.lua")),
            Map.entry(
                    "fondaco-network-libp2p",
                    Set.of(
                            "io.fondaco.network.libp2p",
                            "org.conscrypt",
                            "io.netty.common",
                            "io.netty.buffer",
                            "io.netty.resolver",
                            "io.netty.transport",
                            "io.netty.codec-base",
                            "io.netty.transport-native-unix-common",
                            "io.netty.handler")),
            Map.entry("fondaco-proof-java", Set.of("io.fondaco.proof.java")),
            Map.entry("fondaco-proof-native", Set.of("io.fondaco.proof.ffi")),
            Map.entry("fondaco-chain-node", Set.of("io.fondaco.chain.node")),
            Map.entry("fondaco-chain-market", Set.of("io.fondaco.chain.market")),
            Map.entry("fondaco-sector-pipeline", Set.of("io.fondaco.sector.pipeline")),
            Map.entry(
                    "fondaco-persistence-sqlite", Set.of("io.fondaco.persistence.sqlite", "org.xerial.sqlite-jdbc"))));

    @Inject
    private BootFinished booted;

    @Inject
    private BundleContext context;

    @Inject
    private FeaturesService features;

    @Configuration
    public Option[] config() throws IOException {
        return Distribution.booted();
    }

    @Test
    public void pluginsComeAreUpdatedAndGoWithoutDisturbingAnybody() throws Exception {
        HouseApi api = new HouseApi(Path.of(System.getProperty("karaf.base")));
        api.awaitReady(context);
        for (Map.Entry<String, Set<String>> plugin : PLUGINS.entrySet()) {
            String feature = plugin.getKey();
            Set<String> own = plugin.getValue();
            assertTrue(feature + " is there at first", features.isInstalled(features.getFeature(feature)));
            quietly("removing " + feature, own, () -> features.uninstallFeature(feature));
            assertFalse(feature + " is gone", present().stream().anyMatch(own::contains));
            quietly("installing " + feature, own, () -> features.installFeature(feature));
            assertTrue(feature + " is back", present().containsAll(own));
            for (String name : own) {
                if (name.startsWith("io.fondaco.")) {
                    quietly("updating " + name, own, () -> bundle(name).update());
                    assertEquals(name, Bundle.ACTIVE, bundle(name).getState());
                }
            }
            api.awaitReady(context);
        }
    }

    private interface Change {
        void make() throws Exception;
    }

    /** Makes a change and fails when anybody but the plugin itself stopped, started, was updated or refreshed. */
    private void quietly(String what, Set<String> own, Change change) throws Exception {
        List<String> noise = new CopyOnWriteArrayList<>();
        SynchronousBundleListener bundles = event -> {
            boolean stir = (event.getType()
                            & (BundleEvent.STOPPING
                                    | BundleEvent.STOPPED
                                    | BundleEvent.STARTED
                                    | BundleEvent.UPDATED
                                    | BundleEvent.UNRESOLVED
                                    | BundleEvent.INSTALLED
                                    | BundleEvent.UNINSTALLED))
                    != 0;
            if (stir && !own.contains(event.getBundle().getSymbolicName())) {
                noise.add(event.getBundle().getSymbolicName() + " event " + event.getType());
            }
        };
        FrameworkListener framework = event -> {
            if (event.getType() == FrameworkEvent.ERROR) {
                noise.add("error in " + event.getBundle() + ": " + event.getThrowable());
            }
        };
        Map<Long, String> before = others(own);
        context.addBundleListener(bundles);
        context.addFrameworkListener(framework);
        try {
            change.make();
        } finally {
            context.removeBundleListener(bundles);
            context.removeFrameworkListener(framework);
        }
        assertEquals(what, List.of(), new ArrayList<>(noise));
        assertEquals(what, before, others(own));
    }

    /** Every other bundle: its state and when it was last installed or updated. */
    private Map<Long, String> others(Set<String> own) {
        Map<Long, String> all = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (!own.contains(bundle.getSymbolicName())) {
                all.put(
                        bundle.getBundleId(),
                        bundle.getSymbolicName() + " " + bundle.getState() + " " + bundle.getLastModified());
            }
        }
        return all;
    }

    private List<String> present() {
        return Arrays.stream(context.getBundles()).map(Bundle::getSymbolicName).toList();
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
