package io.fondaco.console.shell.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code POST /run} with {@code {"command": "deal:list", "scripted": true, "timeoutSeconds": 60}}: runs a shell line and
 * answers {@code {"output", "truncated", "result", "exit", "error", "wrongUsage"}}. Stands behind the token of the local API.
 */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=fondaco.api)")
@HttpWhiteboardServletName("run")
@HttpWhiteboardServletPattern("/run")
public final class RunServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int TIMEOUT_SECONDS = 60;
    private static final int LONGEST_SECONDS = 3600;

    private final transient AdminShell shell;
    private final transient ShellJson json = new ShellJson();

    @Activate
    public RunServlet(@Reference SessionFactory sessions) {
        this.shell = new AdminShell(sessions);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode wanted = read(request);
        String command = wanted.path("command").asText("");
        int seconds = wanted.path("timeoutSeconds").asInt(TIMEOUT_SECONDS);
        if (command.isBlank()) {
            throw new IllegalArgumentException(
                    "The body must be JSON with a 'command', such as {\"command\":\"deal:list\"}");
        }
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    "timeoutSeconds must be from 1 to " + LONGEST_SECONDS + ", it was " + seconds);
        }
        ShellRun run;
        try {
            run = shell.run(command, wanted.path("scripted").asBoolean(false), Duration.ofSeconds(seconds));
        } catch (TimeoutException e) {
            run = new ShellRun("", false, null, "Still running after " + seconds + " s, so it was interrupted", false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The node is stopping");
        }
        ObjectNode answer = json.mapper().createObjectNode();
        answer.put("output", run.output());
        answer.put("truncated", run.truncated());
        answer.set("result", json.tree(run.result()));
        answer.put("exit", run.exit());
        answer.put("error", run.error());
        answer.put("wrongUsage", run.wrongUsage());
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        json.mapper().writeValue(response.getOutputStream(), answer);
    }

    private JsonNode read(HttpServletRequest request) throws IOException {
        try {
            return json.mapper().readTree(request.getInputStream());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
