package io.fondaco.proof.ffi.internal;

import io.fondaco.proof.ffi.NativeBackend;
import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.NativeState;
import io.fondaco.proof.spi.Backend;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers a backend for each instruction set that the native code and this processor have in common. */
@Component(
        immediate = true,
        service = {})
public final class NativeBackends {
    private static final Logger LOG = LoggerFactory.getLogger(NativeBackends.class);

    private final List<ServiceRegistration<Backend>> registrations;

    @Activate
    public NativeBackends(BundleContext context) {
        NativeState state = Kernels.state();
        if (state instanceof NativeState.Unusable) {
            LOG.warn("{}", state.text());
        } else {
            LOG.info("{}", state.text());
        }
        registrations = NativeBackend.present().stream()
                .map(backend -> context.registerService(
                        Backend.class,
                        backend,
                        FrameworkUtil.asDictionary(java.util.Map.of("backend", backend.name()))))
                .toList();
    }

    @Deactivate
    public void leave() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
