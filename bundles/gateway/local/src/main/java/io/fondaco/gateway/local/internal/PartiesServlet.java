package io.fondaco.gateway.local.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.StorageMarketActor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code GET /parties}: who is in the house, where they are reached and what they own, as of the chain's head. */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("parties")
@HttpWhiteboardServletPattern("/parties")
public final class PartiesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient PartyRoll roll;
    private final transient Chain chain;
    private final transient StorageMarketActor actor;

    @Activate
    public PartiesServlet(@Reference PartyRoll roll, @Reference Chain chain, @Reference StorageMarketActor actor) {
        this.roll = roll;
        this.chain = chain;
        this.actor = actor;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("network", chain.policy().name());
        answer.put("head", chain.head().number());
        answer.put(
                "parties",
                roll.all().stream()
                        .map(party -> PartyRoll.account(party, chain, actor))
                        .toList());
        Answers.send(response, 200, answer);
    }
}
