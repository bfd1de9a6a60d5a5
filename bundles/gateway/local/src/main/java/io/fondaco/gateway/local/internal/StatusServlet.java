package io.fondaco.gateway.local.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code GET /status}: is the node up, since when, what is it still waiting for, and who is in the house. A node that is up
 * may still await parties: they come in only once the chain answers for them. It is ready when they are in too.
 */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("status")
@HttpWhiteboardServletPattern("/status")
public final class StatusServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Readiness readiness;
    private final transient PartyRoll roll;
    private final String version;

    @Activate
    public StatusServlet(BundleContext context, @Reference Readiness readiness, @Reference PartyRoll roll) {
        this.readiness = readiness;
        this.roll = roll;
        var version = context.getBundle().getVersion();
        this.version = version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Readiness.State state = readiness.state();
        ProcessHandle process = ProcessHandle.current();
        Instant started = process.info().startInstant().orElse(null);
        Map<String, Object> answer = new LinkedHashMap<>();
        List<PartyRoll.Awaited> awaited = roll.awaited();
        answer.put("ready", state.up() && awaited.isEmpty());
        answer.put("up", state.up());
        answer.put("version", version);
        answer.put("pid", process.pid());
        answer.put("started", started == null ? null : started.toString());
        answer.put(
                "uptimeSeconds",
                started == null
                        ? null
                        : Duration.between(started, Instant.now()).toSeconds());
        answer.put("bundles", Map.of("active", state.active(), "total", state.total()));
        answer.put("startLevel", state.startLevel());
        answer.put("waitingFor", state.waitingFor());
        answer.put("awaitedParties", awaited.stream().map(StatusServlet::card).toList());
        answer.put("parties", roll.all().stream().map(PartyRoll::card).toList());
        Answers.send(response, 200, answer);
    }

    private static Map<String, Object> card(PartyRoll.Awaited party) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("name", party.name());
        card.put("waitsFor", party.waitsFor());
        return card;
    }
}
