package io.fondaco.gateway.arfleet.internal;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.http.context.ServletContextHelper;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContext;

/** Where providers are served: a path of its own beside the node's API. Serves no files. */
@Component(service = ServletContextHelper.class, scope = ServiceScope.BUNDLE)
@HttpWhiteboardContext(name = ArfleetContext.NAME, path = Target.ROOT)
public final class ArfleetContext extends ServletContextHelper {

    static final String NAME = "fondaco.arfleet";

    static final String SELECT = "(osgi.http.whiteboard.context.name=" + NAME + ")";
}
