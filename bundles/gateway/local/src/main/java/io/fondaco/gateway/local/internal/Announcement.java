package io.fondaco.gateway.local.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.runtime.HttpServiceRuntime;
import org.osgi.service.http.runtime.HttpServiceRuntimeConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells scripts where the API is: {@code api.json} with url, pid and start time, written whole when the listener is up
 * and removed at a clean stop. After a crash it stays; its pid tells that it is stale.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = LocalApiConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Announcement {

    static final String FILE = "api.json";

    /** The runtime is registered before its listener is open, then with the endpoint {@code /}. */
    private static final String LISTENING = "(osgi.http.endpoint=http://*)";

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private final Path file;

    @Activate
    public Announcement(
            LocalApiConfig config,
            @Reference ApiToken token,
            @Reference(service = HttpServiceRuntime.class, target = LISTENING) Map<String, Object> endpoint)
            throws IOException {
        this.file = Path.of(config.folder()).resolve(FILE);
        String url = loopback(endpoint.get(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT)) + "api/v1";
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("url", url);
        card.put("pid", ProcessHandle.current().pid());
        card.put(
                "started",
                ProcessHandle.current()
                        .info()
                        .startInstant()
                        .orElseGet(Instant::now)
                        .toString());
        OwnerFiles.write(file, new ObjectMapper().writeValueAsString(card) + "\n");
        LOG.info("The API answers at {}", url);
    }

    @Deactivate
    public void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The first loopback endpoint, ending in a slash. */
    static String loopback(Object endpoints) {
        List<?> all = endpoints instanceof String[] array
                ? List.of(array)
                : endpoints instanceof java.util.Collection<?> some
                        ? List.copyOf(some)
                        : List.of(String.valueOf(endpoints));
        for (Object endpoint : all) {
            String text = endpoint.toString();
            String host = text.startsWith("http://") ? URI.create(text).getHost() : null;
            if (host != null && (host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]"))) {
                return text.endsWith("/") ? text : text + "/";
            }
        }
        throw new IllegalStateException("The HTTP listener is not on loopback but on " + all
                + ": set org.ops4j.pax.web.listening.addresses to 127.0.0.1 in etc/org.ops4j.pax.web.cfg");
    }
}
