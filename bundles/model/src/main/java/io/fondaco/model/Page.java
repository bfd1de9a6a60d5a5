package io.fondaco.model;

import java.util.List;
import java.util.Optional;

/**
 * One page of a longer list.
 *
 * @param items what this page holds, in the order asked for
 * @param next cursor to ask for the page after this one, empty when this is the last
 */
public record Page<T>(List<T> items, Optional<String> next) {

    public Page {
        items = List.copyOf(items);
    }
}
