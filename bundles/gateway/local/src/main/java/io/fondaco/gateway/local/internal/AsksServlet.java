package io.fondaco.gateway.local.internal;

import io.fondaco.market.Ask;
import io.fondaco.market.AskTerms;
import io.fondaco.market.Desk;
import io.fondaco.market.PieceMarket;
import io.fondaco.model.Address;
import io.fondaco.model.PieceSize;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
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
 * {@code GET /asks?provider=NAME_OR_ADDRESS} fetches a provider's ask and checks its signature; {@code POST /asks} with
 * {@code {"provider", "price", "verifiedPrice", "smallest", "largest", "duration"}} changes and signs that of a provider
 * of this house. Prices are attoFIL per GiB and epoch or carry a unit, sizes are padded bytes, the duration is epochs.
 */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("asks")
@HttpWhiteboardServletPattern("/asks")
public final class AsksServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final transient Desk desk;
    private final transient PartyRoll roll;

    @Activate
    public AsksServlet(@Reference Desk desk, @Reference PartyRoll roll) {
        this.desk = desk;
        this.roll = roll;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String provider = parameter(request, "provider");
        PieceMarket market = desk.market(parameter(request, "market"));
        Party client = roll.choose(parameter(request, "client"), Role.CLIENT);
        Address address = provider.isEmpty()
                ? roll.choose("", Role.PROVIDER).miner().orElseThrow()
                : roll.named(provider).flatMap(Party::miner).orElseGet(() -> Address.parse(provider));
        Answers.send(response, 200, card(Refusals.await(market.ask(client.name(), address), PATIENCE)));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonBody body = JsonBody.read(
                request, "provider", "market", "price", "verifiedPrice", "smallest", "largest", "duration");
        Party provider = roll.choose(body.text("provider"), Role.PROVIDER);
        AskTerms terms = new AskTerms(
                body.value("price", TokenAmount::parse),
                body.value("verifiedPrice", TokenAmount::parse),
                size(body, "smallest"),
                size(body, "largest"),
                body.number("duration").stream().boxed().findFirst());
        PieceMarket market = desk.market(body.text("market"));
        Answers.send(response, 200, card(Refusals.await(market.setAsk(provider.name(), terms), PATIENCE)));
    }

    private static Optional<PieceSize> size(JsonBody body, String field) {
        return body.number(field).stream().mapToObj(PieceSize::ofPadded).findFirst();
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.strip();
    }

    private static Map<String, Object> card(Ask ask) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("provider", ask.provider().toString());
        card.put("price", ask.price().toString());
        card.put("verifiedPrice", ask.verifiedPrice().toString());
        card.put("smallest", ask.smallest().padded());
        card.put("largest", ask.largest().padded());
        card.put("since", ask.since().number());
        card.put("until", ask.until().number());
        card.put("sequence", ask.sequence());
        return card;
    }
}
