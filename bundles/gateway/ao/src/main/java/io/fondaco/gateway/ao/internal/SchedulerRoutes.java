package io.fondaco.gateway.ao.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.AoUnit;
import io.fondaco.ao.Assignment;
import io.fondaco.ao.ProcessInfo;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.UnitTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a scheduler unit is asked: processes, schedules, the time. */
final class SchedulerRoutes implements AoServlet.Routes {
    private static final int USUAL = 100;
    private static final int MOST = 500;

    private final AoUnit unit;

    SchedulerRoutes(AoUnit unit) {
        this.unit = unit;
    }

    @Override
    public Optional<CompletionStage<Reply>> answer(Call call) {
        List<String> path = call.path();
        String first = path.get(0);
        if (!call.method().equals("GET")) {
            return Optional.empty();
        }
        if (path.size() == 1) {
            return Optional.of(Reply.now(
                    switch (first) {
                        case "" -> about(call);
                        case "timestamp" -> time();
                        default -> line(call);
                    }));
        }
        if (path.size() == 2 && first.equals("processes")) {
            String id = call.id(1, "the process in the path");
            ProcessInfo info = unit.process(id).orElseThrow(() -> unknown(id));
            return Optional.of(
                    Reply.now(Json.process(info, unit.schedule(id, 0, 1).get(0))));
        }
        if (path.size() == 2 && path.get(1).equals("latest")) {
            return Optional.of(Reply.now(Json.line(unit.latest(call.id(0, "the process in the path")))));
        }
        return Optional.empty();
    }

    private JsonNode time() {
        UnitTime time = unit.time();
        return Json.object()
                .put("timestamp", time.timestamp())
                .put("block_height", "%012d".formatted(time.blockHeight()));
    }

    private JsonNode about(Call call) {
        Optional<String> process = call.idQuery("process-id");
        if (process.isPresent() && unit.process(process.get()).isEmpty()) {
            throw unknown(process.get());
        }
        return Json.object()
                .put("timestamp", Long.toString(unit.time().timestamp()))
                .put("address", unit.address());
    }

    private static Refusal unknown(String process) {
        return new Refusal(404, "no process " + process + " is scheduled here");
    }

    /** A process's schedule, or one line of it. */
    private JsonNode line(Call call) {
        String id = call.id(0, "the path");
        String process = call.idQuery("process-id").orElse(id);
        if (process.equals(id)) {
            return schedule(call, process);
        }
        return Json.line(unit.scheduled(process, id)
                .orElseThrow(
                        () -> new Refusal(404, "message " + id + " is not in the schedule of process " + process)));
    }

    private JsonNode schedule(Call call, String process) {
        int limit = call.limit(USUAL, MOST);
        boolean byNonce =
                call.query("from-nonce").isPresent() || call.query("to-nonce").isPresent();
        Function<Assignment, Long> place = byNonce ? Assignment::nonce : Assignment::timestamp;
        long after = call.number(byNonce ? "from-nonce" : "from").orElse(-1L);
        long until = call.number(byNonce ? "to-nonce" : "to").orElse(Long.MAX_VALUE);
        long first = byNonce ? after + 1 : firstAfter(process, after);
        List<Scheduled> lines = unit.schedule(process, first, limit).stream()
                .filter(line -> place.apply(line.assignment()) <= until)
                .toList();
        boolean more = !lines.isEmpty()
                && unit
                        .schedule(
                                process,
                                lines.get(lines.size() - 1).assignment().nonce() + 1,
                                1)
                        .stream()
                        .anyMatch(line -> place.apply(line.assignment()) <= until);
        return Json.schedule(lines, more, a -> Long.toString(place.apply(a)));
    }

    /** The nonce of the first message later than a time. */
    private long firstAfter(String process, long timestamp) {
        long low = 0;
        long high = unit.latest(process).assignment().nonce() + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (unit.schedule(process, middle, 1).get(0).assignment().timestamp() <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
