package io.fondaco.gateway.arfleet.internal;

import io.fondaco.arfleet.ProviderDoor;
import io.fondaco.model.Registration;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.runtime.HttpServiceRuntime;
import org.osgi.service.http.runtime.HttpServiceRuntimeConstants;

/** Tells the market where its providers' doors are, once the listener is up. */
@Component(
        service = {},
        immediate = true,
        configurationPid = ArfleetGatewayConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Whereabouts {
    /** The runtime is registered before its listener is open, then with the endpoint {@code /}. */
    private static final String LISTENING = "(osgi.http.endpoint=http://*)";

    private final Registration opened;

    @Activate
    public Whereabouts(
            @Reference ProviderDoor door,
            @Reference(service = HttpServiceRuntime.class, target = LISTENING) Map<String, Object> endpoint) {
        opened = door.opened(base(endpoint.get(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT)));
    }

    /** What comes before a party's name. @param endpoints one address, or several of which the first of HTTP counts */
    static URI base(Object endpoints) {
        List<?> all = endpoints instanceof String[] array
                ? List.of(array)
                : endpoints instanceof Collection<?> some ? List.copyOf(some) : List.of(String.valueOf(endpoints));
        String first = all.stream()
                .map(Object::toString)
                .filter(text -> text.startsWith("http://"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the HTTP listener is at none of " + all));
        return URI.create(first.endsWith("/") ? first + "arfleet/" : first + "/arfleet/");
    }

    @Deactivate
    public void close() {
        opened.close();
    }
}
