package io.fondaco.gateway.local.internal;

import java.io.IOException;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.http.context.ServletContextHelper;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContext;

/**
 * The door of the API. Any bundle may hang a servlet behind it by selecting the context {@value #NAME}; nothing behind
 * it is reached without the token.
 */
@Component(service = ServletContextHelper.class, scope = ServiceScope.BUNDLE)
@HttpWhiteboardContext(name = ApiContext.NAME, path = "/api/v1")
public final class ApiContext extends ServletContextHelper {

    /** Name other bundles select this context by. */
    static final String NAME = "fondaco.api";

    static final String SELECT = "(osgi.http.whiteboard.context.name=" + NAME + ")";

    private final Gate gate;

    @Activate
    public ApiContext(@Reference ApiToken token) {
        this.gate = new Gate(token);
    }

    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Problem> refusal =
                gate.refuse(request.getHeader("Host"), request.getHeader("Origin"), request.getHeader("Authorization"));
        if (refusal.isPresent()) {
            Answers.send(response, refusal.get());
            return false;
        }
        return true;
    }
}
