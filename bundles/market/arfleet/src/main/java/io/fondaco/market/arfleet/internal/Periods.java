package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.ao.Result;
import io.fondaco.ao.ResultPage;
import io.fondaco.ao.ResultRange;
import io.fondaco.ao.Scheduled;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.Challenged;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What became of the periods of a deal, as its schedule and its log tell. */
final class Periods {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 200;
    private static final Pattern MISSED = Pattern.compile("period (\\d+) missed: (nothing was shown.*)");

    private final Ground ground;

    Periods(Ground ground) {
        this.ground = ground;
    }

    /** @param log of the deal's state @return in their order */
    List<Challenged> of(String process, JsonNode log) {
        List<Challenged> all = new ArrayList<>();
        for (Result result : results(process)) {
            answered(process, result).ifPresent(all::add);
        }
        log.forEach(line -> missed(line).ifPresent(all::add));
        all.sort(Comparator.comparingLong(Challenged::period));
        return all;
    }

    private List<Result> results(String process) {
        List<Result> all = new ArrayList<>();
        Optional<ResultRange> next = Optional.of(ResultRange.oldest(LINES));
        while (next.isPresent()) {
            ResultPage page = ground.unit().results(process, next.get());
            all.addAll(page.results());
            next = page.next();
        }
        return all;
    }

    /** What the deal said to an answer. */
    private Optional<Challenged> answered(String process, Result result) {
        for (var sent : result.outcome().messages()) {
            boolean passed = sent.tags().contains(new Tag("Action", "Passed"));
            boolean missed = sent.tags().contains(new Tag("Action", "Missed"));
            Optional<String> period = value(sent.tags(), "Period");
            if ((passed || missed) && period.isPresent()) {
                return Optional.of(new Challenged(
                        Long.parseLong(period.get()),
                        Instant.ofEpochMilli(result.timestamp()),
                        leaves(process, result.message()),
                        passed,
                        value(sent.tags(), "Error").orElse(""),
                        result.message()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> value(List<Tag> tags, String name) {
        return tags.stream()
                .filter(tag -> tag.name().equals(name))
                .map(Tag::value)
                .findFirst();
    }

    /** Leaves that an answer shows: the ones that were asked for, if it passed. */
    private List<Long> leaves(String process, String message) {
        return ground.unit()
                .scheduled(process, message)
                .map(Scheduled::message)
                .map(item -> {
                    List<Long> shown = new ArrayList<>();
                    try {
                        JSON.readTree(item.data())
                                .forEach(leaf -> shown.add(leaf.path("index").asLong()));
                    } catch (IOException nonsense) {
                        shown.clear(); // An answer that was no JSON shows nothing.
                    }
                    return shown;
                })
                .orElse(List.of());
    }

    /** A period in which nothing was shown, as the deal's log has it. */
    private static Optional<Challenged> missed(JsonNode line) {
        String what = line.path("what").asText();
        var match = MISSED.matcher(what);
        return match.matches()
                ? Optional.of(new Challenged(
                        Long.parseLong(match.group(1)),
                        Instant.ofEpochMilli(line.path("at").asLong()),
                        List.of(),
                        false,
                        match.group(2),
                        ""))
                : Optional.empty();
    }
}
