package io.fondaco.proof.ffi.internal;

import io.fondaco.proof.ffi.NativeBackend;
import io.fondaco.proof.ffi.NativePowers;
import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.NativeState;
import io.fondaco.proof.spi.Backend;
import io.fondaco.replica.spi.Powers;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers what the native code and this processor have in common: a backend for each instruction set, and RSA. */
@Component(
        immediate = true,
        service = {})
public final class NativeBackends {
    private static final Logger LOG = LoggerFactory.getLogger(NativeBackends.class);

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public NativeBackends(BundleContext context) {
        NativeState state = Kernels.state();
        if (state instanceof NativeState.Unusable) {
            LOG.warn("{}", state.text());
        } else {
            LOG.info("{}", state.text());
        }
        for (Backend backend : NativeBackend.present()) {
            registrations.add(context.registerService(Backend.class, backend, named(backend.name())));
        }
        NativePowers.present()
                .ifPresent(powers ->
                        registrations.add(context.registerService(Powers.class, powers, named(powers.name()))));
    }

    private static Dictionary<String, Object> named(String backend) {
        return FrameworkUtil.asDictionary(Map.of("backend", backend));
    }

    @Deactivate
    public void leave() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
