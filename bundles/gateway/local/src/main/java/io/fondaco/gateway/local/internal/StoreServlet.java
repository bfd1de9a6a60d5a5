package io.fondaco.gateway.local.internal;

import io.fondaco.chain.Chain;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.market.Desk;
import io.fondaco.market.Intake;
import io.fondaco.market.Offer;
import io.fondaco.market.Payload;
import io.fondaco.model.Address;
import io.fondaco.model.DealId;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.transfer.spi.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code POST /store}: prepares a file and opens a deal for it with each provider asked. Streams progress and ends with
 * {@code {"deals": [{id, market, provider, state}], "payloadCid", "pieceCid"}}; {@code refused} is there too when some of
 * several providers could not be dealt with. With {@code wait} it ends once every deal reached that state or is over.
 */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("store")
@HttpWhiteboardServletPattern("/store")
public final class StoreServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** A file of terabytes takes hours to read once. */
    private static final Duration PREPARING = Duration.ofDays(2);

    private static final Duration OFFERING = Duration.ofMinutes(2);
    private static final int MOST_COPIES = 100;

    private final transient Desk desk;
    private final transient Intake intake;
    private final transient Deals deals;
    private final transient PartyRoll roll;
    private final transient Chain chain;
    private final transient List<Transport> transports = new CopyOnWriteArrayList<>();

    @Activate
    public StoreServlet(
            @Reference Desk desk,
            @Reference Intake intake,
            @Reference Deals deals,
            @Reference PartyRoll roll,
            @Reference Chain chain) {
        this.chain = chain;
        this.desk = desk;
        this.intake = intake;
        this.deals = deals;
        this.roll = roll;
    }

    /** A way to move data has come. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "leave")
    public void enter(Transport transport) {
        transports.add(transport);
    }

    public void leave(Transport transport) {
        transports.remove(transport);
    }

    /** What was asked for, checked before the file is read. */
    private record Order(
            Path file,
            Optional<String> market,
            Party client,
            List<Address> providers,
            Delivery delivery,
            Optional<Epoch> start,
            long duration,
            Optional<TokenAmount> price,
            Optional<String> awaited) {

        Offer offer(Address provider, Payload payload) {
            return new Offer(
                    market,
                    client.name(),
                    provider,
                    payload,
                    delivery.transfer(),
                    delivery.location(),
                    start,
                    Optional.of(duration),
                    price,
                    false);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Order order = order(JsonBody.read(
                request,
                "file",
                "market",
                "client",
                "provider",
                "copies",
                "transfer",
                "location",
                "start",
                "duration",
                "price",
                "wait"));
        Lines.answer(response, "storing " + order.file(), lines -> store(order, lines));
    }

    private Order order(JsonBody body) {
        Path file = body.path("file");
        UserFiles.requireReadable(file);
        Party client = roll.choose(body.text("client"), Role.CLIENT);
        List<Address> providers =
                providers(body.text("provider"), body.number("copies").orElse(1));
        Delivery delivery = Delivery.of(
                body.optional("transfer"),
                body.value("location", URI::create),
                transports.stream().map(Transport::name).collect(Collectors.toSet()));
        Optional<TokenAmount> price = body.value("price", TokenAmount::parse);
        price.filter(TokenAmount::isNegative).ifPresent(negative -> {
            throw new IllegalArgumentException("'price' must not be negative, it was " + negative);
        });
        Optional<String> wait = body.optional("wait");
        Optional<String> market = body.optional("market");
        desk.market(market.orElse(""));
        wait.ifPresent(state -> DealFilter.known(
                state, DealFilter.states(deals.tables(), table -> table.name().endsWith(".client"))));
        return new Order(
                file,
                market,
                client,
                providers,
                delivery,
                body.number("start").stream().mapToObj(Epoch::of).findFirst(),
                DealTerms.duration(body.number("duration"), chain.policy()),
                price,
                wait);
    }

    /** A name of this house or an address; nobody named means whoever is here, if that leaves no choice. */
    private List<Address> providers(String named, long copies) {
        if (copies < 1 || copies > MOST_COPIES) {
            throw new IllegalArgumentException("'copies' must be from 1 to " + MOST_COPIES + ", it was " + copies);
        }
        if (!named.isEmpty()) {
            if (copies > 1) {
                throw new IllegalArgumentException("One provider keeps one copy: name none, or ask for one copy");
            }
            return List.of(roll.named(named).flatMap(Party::miner).orElseGet(() -> address(named)));
        }
        if (copies == 1) {
            return List.of(miner(roll.choose("", Role.PROVIDER)));
        }
        List<Party> here = roll.with(Role.PROVIDER);
        if (here.size() < copies) {
            throw new Problem(
                    422,
                    copies + " copies need as many providers; in the house are: " + PartyRoll.names(here),
                    "Ask for fewer, or add a file etc/io.fondaco.party-NAME.cfg for another one.");
        }
        return here.stream().limit(copies).map(StoreServlet::miner).toList();
    }

    private Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    404,
                    "'" + text + "' is neither a provider of this house nor an address",
                    "Providers here: " + PartyRoll.names(roll.with(Role.PROVIDER)) + ".");
        }
    }

    private static Address miner(Party party) {
        return party.miner().orElseThrow(() -> new IllegalStateException(party.name() + " has no miner"));
    }

    private Map<String, Object> store(Order order, Lines lines) throws IOException {
        Payload payload = lines.await(intake.prepare(order.file(), lines), PREPARING);
        Map<String, Object> prepared = new LinkedHashMap<>();
        prepared.put("stage", "prepared");
        prepared.put("payloadCid", payload.root().toString());
        prepared.put("pieceCid", payload.pieceCid().toString());
        prepared.put("pieceSize", payload.pieceSize().padded());
        prepared.put("carBytes", payload.carBytes());
        lines.tell(prepared);
        Map<DealId, DealView> opened = new LinkedHashMap<>();
        List<Map<String, String>> refused = new ArrayList<>();
        for (Address provider : order.providers()) {
            try {
                DealView deal = deals.find(lines.await(desk.admit(order.offer(provider, payload)), OFFERING)
                        .toString());
                opened.put(deal.id(), deal);
                lines.tell(Map.of("stage", "deal", "deal", DealCards.of(deal)));
            } catch (RuntimeException failure) {
                Problem problem = Refusals.problem(failure).orElseThrow(() -> failure);
                if (order.providers().size() == 1) {
                    throw problem;
                }
                refused.add(Map.of("provider", provider.toString(), "why", problem.getMessage()));
            }
        }
        if (opened.isEmpty()) {
            throw new Problem(422, "No provider could be dealt with: " + refused, "No deal was opened.");
        }
        if (order.awaited().isPresent()) {
            follow(opened, order.awaited().get(), lines);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("deals", opened.values().stream().map(DealCards::brief).toList());
        result.put("payloadCid", payload.root().toString());
        result.put("pieceCid", payload.pieceCid().toString());
        if (!refused.isEmpty()) {
            result.put("refused", refused);
        }
        return result;
    }

    /** Until each deal was seen in the state, or is over. */
    private void follow(Map<DealId, DealView> opened, String wanted, Lines lines) throws IOException {
        TreeSet<DealId> waiting = new TreeSet<>(opened.keySet());
        try (DealWatch watch = new DealWatch(deals, opened.keySet())) {
            for (DealId id : opened.keySet()) {
                // Where it has got to before it was watched; it may have passed the state already.
                DealView now = deals.find(id.toString());
                opened.put(id, now);
                boolean passed = deals.history(id, 0, 500).stream()
                        .anyMatch(event -> event.to().equals(wanted));
                if (passed || !now.open()) {
                    waiting.remove(id);
                }
            }
            while (!waiting.isEmpty()) {
                DealWatch.Change change = watch.next(lines);
                if (change == null) {
                    return;
                }
                DealView deal = change.deal();
                opened.put(deal.id(), deal);
                lines.tell(DealWatch.news(change));
                if (deal.state().equals(wanted) || !deal.open()) {
                    waiting.remove(deal.id());
                }
            }
        }
    }
}
