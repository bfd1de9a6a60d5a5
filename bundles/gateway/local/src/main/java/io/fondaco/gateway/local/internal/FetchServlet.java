package io.fondaco.gateway.local.internal;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.Deals;
import io.fondaco.market.Fetched;
import io.fondaco.market.Intake;
import io.fondaco.model.Cid;
import io.fondaco.party.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/**
 * {@code POST /fetch} with {@code {"cid", "out", "client"}}: gets a payload back from a provider and writes it to a file
 * of this machine, whole or not at all. Streams progress and ends with {@code {"bytes", "sha256", "seconds"}}.
 */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("fetch")
@HttpWhiteboardServletPattern("/fetch")
public final class FetchServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final double NANOS = 1e9;

    private final transient Intake intake;
    private final transient Deals deals;
    private final transient PartyRoll roll;

    @Activate
    public FetchServlet(@Reference Intake intake, @Reference Deals deals, @Reference PartyRoll roll) {
        this.intake = intake;
        this.deals = deals;
        this.roll = roll;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonBody body = JsonBody.read(request, "cid", "out", "client");
        Cid cid = DealFilter.cid(body.required("cid"));
        Path out = body.path("out");
        UserFiles.requireWritable(out);
        String client = client(body.text("client"), cid);
        Lines.answer(response, "fetching " + cid, lines -> {
            long begun = System.nanoTime();
            Fetched fetched = lines.await(intake.fetch(client, cid, out, lines), PATIENCE);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("bytes", fetched.bytes());
            result.put("sha256", fetched.sha256());
            result.put("seconds", Math.round((System.nanoTime() - begun) / NANOS * 1000) / 1000.0);
            return result;
        });
    }

    /** Whoever has a deal for it, when nobody is named. */
    private String client(String named, Cid cid) {
        if (!named.isEmpty()) {
            return roll.choose(named, Role.CLIENT).name();
        }
        List<String> owners =
                deals.list(new DealQuery(Map.of("payloadCid", cid.toString()), Optional.empty(), 100)).items().stream()
                        .filter(deal -> deal.market().endsWith(".client"))
                        .map(deal -> deal.id().party())
                        .distinct()
                        .toList();
        return owners.isEmpty() ? roll.choose("", Role.CLIENT).name() : owners.get(0);
    }
}
