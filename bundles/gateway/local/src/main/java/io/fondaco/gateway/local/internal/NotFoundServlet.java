package io.fondaco.gateway.local.internal;

import java.io.IOException;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Answers every path nobody serves, so that the token is asked for there too and the answer is JSON.
 *
 * <p>Comes after the others: the container remembers for each path who answers there, and a request that is under way
 * while a servlet arrives could make it remember this one for that servlet's path, for good.
 */
@Component(
        service = Servlet.class,
        reference = {
            @Reference(name = "asks", service = Servlet.class, target = NotFoundServlet.NAMED + "asks)"),
            @Reference(name = "deals", service = Servlet.class, target = NotFoundServlet.NAMED + "deals)"),
            @Reference(name = "fetch", service = Servlet.class, target = NotFoundServlet.NAMED + "fetch)"),
            @Reference(name = "parties", service = Servlet.class, target = NotFoundServlet.NAMED + "parties)"),
            @Reference(name = "shutdown", service = Servlet.class, target = NotFoundServlet.NAMED + "shutdown)"),
            @Reference(name = "status", service = Servlet.class, target = NotFoundServlet.NAMED + "status)"),
            @Reference(name = "store", service = Servlet.class, target = NotFoundServlet.NAMED + "store)")
        })
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("not-found")
@HttpWhiteboardServletPattern("/*")
public final class NotFoundServlet extends HttpServlet {

    static final String NAMED = "(osgi.http.whiteboard.servlet.name=";

    private static final long serialVersionUID = 1L;

    /** Sent and not thrown: while the node starts, the filter that catches what servlets throw may not be there yet. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.send(
                response,
                new Problem(
                        404,
                        "Nothing is served at " + request.getRequestURI(),
                        "GET /api/v1/status answers on every node; see docs for the others."));
    }
}
