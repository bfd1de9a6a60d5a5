package io.fondaco.gateway.local.internal;

import io.fondaco.chain.Chain;
import io.fondaco.deal.DealHistory;
import io.fondaco.deal.DealQuery;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Deals;
import io.fondaco.model.DealId;
import io.fondaco.model.Page;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
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
 * {@code GET /deals} lists, newest first, by {@code market}, {@code state}, {@code party}, {@code open} and the facets,
 * {@code limit} 1 to 500 a page, {@code after} the cursor of the page before. {@code GET /deals/ID} shows one, {@code
 * /explain}, {@code /history} and {@code /events} below it tell more; {@code POST /deals/ID/retry} and {@code /cancel}
 * act. ID is complete or the beginning of one.
 */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardServletName("deals")
@HttpWhiteboardServletPattern("/deals/*")
public final class DealsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int PAGE = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final transient Deals deals;
    private final transient Chain chain;

    @Activate
    public DealsServlet(@Reference Deals deals, @Reference Chain chain) {
        this.deals = deals;
        this.chain = chain;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = path(request);
        if (path.length == 0) {
            list(request, response);
            return;
        }
        DealId id = deals.find(path[0]).id();
        switch (path.length == 1 ? "" : path[1]) {
            case "" -> Answers.send(response, 200, DealCards.of(deals.find(id.toString())));
            case "explain" -> {
                Optional<Instant> end = DealTerms.end(deals.find(id.toString()), chain);
                Answers.send(response, 200, DealCards.of(deals.explain(id), end));
            }
            case "history" -> history(id, request, response);
            case "events" -> events(id, response);
            default -> throw unknown(request);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = path(request);
        if (path.length != 2 || !Set.of("retry", "cancel").contains(path[1])) {
            throw unknown(request);
        }
        DealId id = deals.find(path[0]).id();
        JsonBody body = JsonBody.read(request, "reason");
        CompletionStage<DealView> acted = path[1].equals("retry")
                ? deals.retry(id)
                : deals.cancel(id, body.optional("reason").orElse("cancelled by the node's owner"));
        try {
            Answers.send(response, 200, DealCards.of(Refusals.await(acted, PATIENCE)));
        } catch (IllegalStateException notNow) {
            // The engine's answer to an action the deal's state does not allow.
            throw new Problem(409, notNow.getMessage(), "Ask what it waits for: fondaco explain " + id);
        }
    }

    private void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, String> where = new HashMap<>();
        Optional<String> after = Optional.empty();
        int limit = PAGE;
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue()[0];
            if (name.equals("limit")) {
                limit = (int) number(name, value, DealQuery.MOST);
            } else if (name.equals("after")) {
                after = Optional.of(value);
            } else {
                where.put(name, value);
            }
        }
        Page<DealView> page = deals.list(new DealQuery(DealFilter.of(where, deals.tables()), after, limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("deals", page.items().stream().map(DealCards::of).toList());
        answer.put("next", page.next().orElse(null));
        Answers.send(response, 200, answer);
    }

    private void history(DealId id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        int limit = (int) number("limit", parameter(request, "limit", String.valueOf(DealQuery.MOST)), DealQuery.MOST);
        String from = parameter(request, "after", "0");
        long after = from.equals("0") ? 0 : number("after", from, Long.MAX_VALUE);
        List<DealHistory> events = deals.history(id, after, limit);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id.toString());
        answer.put("events", events.stream().map(DealCards::of).toList());
        answer.put("next", events.size() < limit ? null : events.get(limit - 1).seq());
        Answers.send(response, 200, answer);
    }

    /** The deal as it is, then every change until it is over. */
    private void events(DealId id, HttpServletResponse response) throws IOException {
        Lines.answer(response, "following " + id, lines -> {
            try (DealWatch watch = new DealWatch(deals, Set.of(id))) {
                DealView deal = deals.find(id.toString());
                lines.tell(Map.of("stage", "deal", "deal", DealCards.of(deal)));
                while (deal.open()) {
                    DealWatch.Change change = watch.next(lines);
                    if (change == null) {
                        break;
                    }
                    deal = change.deal();
                    lines.tell(DealWatch.news(change));
                }
                return DealCards.of(deal);
            }
        });
    }

    private static String parameter(HttpServletRequest request, String name, String otherwise) {
        String value = request.getParameter(name);
        return value == null ? otherwise : value;
    }

    private static long number(String name, String value, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + name + "' must be a whole number, not " + value, e);
        }
        throw new IllegalArgumentException("'" + name + "' must be from 1 to " + most + ", it was " + value);
    }

    private static String[] path(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null || path.equals("/")) {
            return new String[0];
        }
        String[] parts = path.substring(1).split("/", -1);
        if (parts.length > 2 || parts[0].isEmpty()) {
            throw unknown(request);
        }
        return parts;
    }

    private static Problem unknown(HttpServletRequest request) {
        return new Problem(
                404,
                "Nothing is served at " + request.getMethod() + " " + request.getRequestURI(),
                "GET /deals, /deals/ID, /deals/ID/explain|history|events; POST /deals/ID/retry|cancel.");
    }
}
