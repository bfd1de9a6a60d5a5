package io.fondaco.ao;

import java.util.List;
import java.util.Optional;

/**
 * Some results of a process; fewer than were asked for, but not none, where they are very large.
 *
 * @param next what to ask for to see those that follow; empty when these are the last for now
 */
public record ResultPage(List<Result> results, Optional<ResultRange> next) {
    public ResultPage {
        results = List.copyOf(results);
    }
}
