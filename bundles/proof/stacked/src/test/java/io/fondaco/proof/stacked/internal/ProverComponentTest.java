package io.fondaco.proof.stacked.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.proof.Backends;
import io.fondaco.proof.Inspecting;
import io.fondaco.proof.Proving;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.Verifying;
import io.fondaco.proof.java.JavaBackend;
import io.fondaco.proof.spi.Labels;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** When the services are here. */
public class ProverComponentTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** What was registered, with a + before it, and unregistered, with a -. */
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private ServiceRegistration<?> registration(String names) {
        events.add("+" + names);
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (proxy, method, args) -> {
                    if (method.getName().equals("unregister")) {
                        events.add("-" + names);
                    }
                    return null;
                });
    }

    private BundleContext context(String data) {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getProperty")) {
                        return data;
                    }
                    if (args[0] instanceof Class<?> type) {
                        return registration(type.getSimpleName());
                    }
                    return registration(Arrays.toString((String[]) args[0]));
                });
    }

    private static ProverComponent.Config config() {
        return new ProverComponent.Config() {
            @Override
            public String backends() {
                return "";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ProverComponent.Config.class;
            }

            @Override
            public String folder() {
                return "";
            }

            @Override
            public String shadow() {
                return "";
            }

            @Override
            public int threads() {
                return 1;
            }

            @Override
            public long readWholeMiB() {
                return 512;
            }
        };
    }

    private String next() throws InterruptedException {
        return events.poll(60, TimeUnit.SECONDS);
    }

    @Test
    public void areHereWhileEveryKernelIs() throws InterruptedException {
        String proofs = List.of(
                        Sealing.class.getName(),
                        Proving.class.getName(),
                        Verifying.class.getName(),
                        Inspecting.class.getName())
                .toString();
        String backends = Backends.class.getSimpleName();
        ProverComponent component = new ProverComponent(context(folder.getRoot().toString()), config());
        FakeBackend half = new FakeBackend("half").without(Labels.class);
        JavaBackend java = new JavaBackend();
        component.addBackend(half);
        component.addBackend(java);
        assertThat(next()).isEqualTo("+" + proofs);
        assertThat(next()).isEqualTo("+" + backends);
        component.removeBackend(half);
        assertThat(events).isEmpty();
        component.removeBackend(java);
        assertThat(next()).isEqualTo("-" + proofs);
        assertThat(next()).isEqualTo("-" + backends);
        component.addBackend(new FakeBackend("whole"));
        assertThat(next()).isEqualTo("+" + proofs);
        assertThat(next()).isEqualTo("+" + backends);
        component.close();
        assertThat(next()).isEqualTo("-" + proofs);
        assertThat(next()).isEqualTo("-" + backends);
    }

    @Test
    public void needsToKnowWhereItsFolderIs() {
        assertThatThrownBy(() -> new ProverComponent(context(null), config()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set folder");
    }
}
