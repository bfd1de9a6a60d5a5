package io.fondaco.gateway.ao.internal;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.http.context.ServletContextHelper;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContext;

/** Where the unit is served: beside the node's own API, which has a longer path and so keeps it. Serves no files. */
@Component(service = ServletContextHelper.class, scope = ServiceScope.BUNDLE)
@HttpWhiteboardContext(name = AoContext.NAME, path = "/")
public final class AoContext extends ServletContextHelper {

    static final String NAME = "fondaco.ao";

    static final String SELECT = "(osgi.http.whiteboard.context.name=" + NAME + ")";
}
