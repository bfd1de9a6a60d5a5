package io.fondaco.gateway.ao.internal;

import io.fondaco.ao.AoUnit;
import io.fondaco.ao.DataItem;
import io.fondaco.ao.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a messenger unit is asked: items, assignments, monitors. */
final class MessengerRoutes implements AoServlet.Routes {
    /** A schedule answers within this, or its disk does not answer at all. In milliseconds. */
    private static final long SCHEDULING = 30_000;

    private final AoUnit unit;
    private final long settleMillis;

    MessengerRoutes(AoUnit unit, long settleMillis) {
        this.unit = unit;
        this.settleMillis = settleMillis;
    }

    @Override
    public Optional<CompletionStage<Reply>> answer(Call call) throws IOException {
        List<String> path = call.path();
        String first = path.get(0);
        boolean post = call.method().equals("POST");
        if (path.size() == 1 && first.isEmpty() && post) {
            boolean assigns =
                    call.query("process-id").isPresent() || call.query("assign").isPresent();
            return Optional.of(assigns ? assign(call) : take(call));
        }
        if (path.size() == 1
                && first.isEmpty()
                && call.method().equals("GET")
                && !call.wantsJson()
                && call.query("process-id").isEmpty()) {
            return Optional.of(CompletableFuture.completedFuture(new Reply(200, "text/plain", "ao messenger unit")));
        }
        if (path.size() == 2
                && first.equals("monitor")
                && (post || call.method().equals("DELETE"))) {
            return Optional.of(monitor(call, post));
        }
        if (path.size() == 3 && first.equals("push") && post) {
            return Optional.of(push(call));
        }
        return Optional.empty();
    }

    private static <T> CompletionStage<Reply> scheduled(CompletionStage<T> stage, Function<T, Reply> reply) {
        return Reply.soon(
                stage,
                SCHEDULING,
                reply,
                () -> Reply.refusal(
                        new Refusal(503, "the unit's disk does not answer; what was sent may be scheduled yet"), ""));
    }

    private CompletionStage<Reply> take(Call call) throws IOException {
        DataItem item = DataItem.read(call.body());
        if (item.tag("Type").equals(Optional.of("Module"))) {
            return scheduled(
                    unit.install(item),
                    id -> Reply.json(
                            202,
                            Json.object().put("message", "Module is installed").put("id", id)));
        }
        return receipt(unit.submit(item), "Processing DataItem", Receipt::id);
    }

    /**
     * Answers when a message has its place, and has been evaluated with all that follows from it, if that is soon: clients
     * ask for the result at once, and look at other processes next.
     */
    private CompletionStage<Reply> receipt(
            CompletionStage<Receipt> stage, String message, Function<Receipt, String> id) {
        return scheduled(
                        stage,
                        receipt -> Reply.json(
                                202,
                                Json.object()
                                        .put("message", message)
                                        .put("id", id.apply(receipt))
                                        .put("timestamp", receipt.assignment().timestamp())
                                        .put("nonce", receipt.nonce())))
                .thenCompose(reply -> reply.status() != 202
                        ? CompletableFuture.completedFuture(reply)
                        : Reply.within(
                                        stage.thenCompose(receipt -> unit.settled(receipt.process(), receipt.id())),
                                        settleMillis)
                                // However that ends, the message has its place, and that is what the answer says.
                                .handle((settled, failure) -> reply));
    }

    private CompletionStage<Reply> assign(Call call) {
        if (call.query("process-id").isEmpty() || call.query("assign").isEmpty()) {
            throw new Refusal(400, "an assignment needs both parameters, process-id and assign");
        }
        String process = call.process();
        String message = call.idQuery("assign").orElseThrow();
        List<String> exclude = call.query("exclude")
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(text.split(",")))
                .orElse(List.of());
        return receipt(unit.assign(process, message, exclude), "Processing Assignment", receipt -> receipt.assignment()
                .item()
                .id());
    }

    private CompletionStage<Reply> monitor(Call call, boolean on) throws IOException {
        String process = call.id(1, "the process in the path");
        DataItem order = DataItem.read(call.body());
        if (!order.target().equals(Optional.of(process))) {
            throw new Refusal(400, "the item is for another process than the path");
        }
        return scheduled(
                on ? unit.monitor(order) : unit.unmonitor(order),
                done -> Reply.json(
                        200,
                        Json.object()
                                .put("message", on ? "Process is monitored" : "Process is not monitored any more")
                                .put("id", order.id())));
    }

    private CompletionStage<Reply> push(Call call) {
        String message = call.id(1, "the message in the path");
        String process = call.process();
        String number = call.path().get(2);
        return scheduled(
                unit.result(process, message).thenCompose(result -> {
                    int messages = result.outcome().messages().size();
                    if (!number.matches("\\d{1,9}") || Integer.parseInt(number) >= messages) {
                        throw new Refusal(404, "the result has " + messages + " messages, counted from 0");
                    }
                    // All of them: those that have arrived are recognised.
                    return unit.push(process, message);
                }),
                done -> Reply.json(
                        202, Json.object().put("message", "Processing push").put("id", message)));
    }
}
