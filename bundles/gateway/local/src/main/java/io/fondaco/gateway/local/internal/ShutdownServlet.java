package io.fondaco.gateway.local.internal;

import java.io.IOException;
import java.util.Map;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /shutdown}: stops the framework in order. The answer leaves before the listener goes. */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("shutdown")
@HttpWhiteboardServletPattern("/shutdown")
public final class ShutdownServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownServlet.class);

    private final transient BundleContext context;

    @Activate
    public ShutdownServlet(BundleContext context) {
        this.context = context;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.info("Stopping: asked through the API");
        Answers.send(
                response,
                202,
                Map.of("stopping", true, "pid", ProcessHandle.current().pid()));
        response.flushBuffer();
        new Thread(this::stop, "gateway.local-shutdown").start();
    }

    private void stop() {
        try {
            context.getBundle(0).stop();
        } catch (BundleException e) {
            LOG.error(
                    "The framework refused to stop: send SIGTERM to {}",
                    ProcessHandle.current().pid(),
                    e);
        }
    }
}
