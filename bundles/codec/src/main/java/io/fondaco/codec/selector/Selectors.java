package io.fondaco.codec.selector;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.DagCbor;
import io.fondaco.codec.ipld.IntNode;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.MapNode;
import io.fondaco.codec.ipld.Node;
import io.fondaco.codec.ipld.StringNode;
import io.fondaco.codec.json.DagJson;
import io.fondaco.codec.selector.Selector.ExploreAll;
import io.fondaco.codec.selector.Selector.ExploreFields;
import io.fondaco.codec.selector.Selector.ExploreIndex;
import io.fondaco.codec.selector.Selector.ExploreInterpretAs;
import io.fondaco.codec.selector.Selector.ExploreRange;
import io.fondaco.codec.selector.Selector.ExploreRecursive;
import io.fondaco.codec.selector.Selector.ExploreRecursiveEdge;
import io.fondaco.codec.selector.Selector.ExploreUnion;
import io.fondaco.codec.selector.Selector.Matcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Selectors as nodes, DAG-CBOR and DAG-JSON. Unknown keys are refused with {@link DecodeException}, and so are the
 * parts of the specification this house does not walk: conditions ({@code &}), {@code stop-at}, and subsets of a match.
 */
public final class Selectors {
    private static final MapNode EMPTY = new MapNode(Map.of());

    private Selectors() {}

    /** Reads DAG-CBOR, or throws {@link DecodeException}. */
    public static Selector fromCbor(byte[] bytes) {
        return fromNode(DagCbor.decode(bytes));
    }

    /** Reads DAG-JSON, or throws {@link DecodeException}. */
    public static Selector fromJson(String text) {
        return fromNode(DagJson.decode(text));
    }

    /** The canonical DAG-CBOR of {@code selector}. */
    public static byte[] toCbor(Selector selector) {
        return DagCbor.encode(toNode(selector));
    }

    /** Reads a node, or throws {@link DecodeException}. */
    public static Selector fromNode(Node node) {
        return read(node, false);
    }

    private static Selector read(Node node, boolean recursive) {
        MapNode map = map(node, "selector");
        if (map.entries().size() != 1) {
            throw malformed(
                    "a selector is a map with one key, not " + map.entries().size());
        }
        Map.Entry<String, Node> only = map.entries().entrySet().iterator().next();
        if (only.getKey().equals("|")) {
            if (!(only.getValue() instanceof ListNode list) || list.items().isEmpty()) {
                throw malformed("a union is a list of selectors that is not empty");
            }
            return new ExploreUnion(
                    list.items().stream().map(item -> read(item, recursive)).toList());
        }
        MapNode body = map(only.getValue(), "body of selector \"" + only.getKey() + "\"");
        switch (only.getKey()) {
            case ".":
                keys(body);
                return new Matcher();
            case "a":
                keys(body, ">");
                return new ExploreAll(next(body, recursive));
            case "f":
                keys(body, "f>");
                Map<String, Selector> fields = new LinkedHashMap<>();
                map(body.entries().get("f>"), "f>")
                        .entries()
                        .forEach((name, field) -> fields.put(name, read(field, recursive)));
                return new ExploreFields(fields);
            case "i":
                keys(body, "i", ">");
                return new ExploreIndex(number(body, "i"), next(body, recursive));
            case "r":
                keys(body, "^", "$", ">");
                long start = number(body, "^");
                long end = number(body, "$");
                if (end <= start) {
                    throw malformed("range from " + start + " to " + end + " is empty");
                }
                return new ExploreRange(start, end, next(body, recursive));
            case "R":
                keys(body, "l", ":>");
                Selector sequence = read(body.entries().get(":>"), true);
                if (!hasEdge(sequence)) {
                    throw malformed("a recursion without an edge");
                }
                if (isEdge(sequence)) {
                    throw malformed("a recursion that starts over before its first step");
                }
                return new ExploreRecursive(limit(map(body.entries().get("l"), "limit")), sequence);
            case "@":
                keys(body);
                if (!recursive) {
                    throw malformed("an edge outside of any recursion");
                }
                return new ExploreRecursiveEdge();
            case "~":
                keys(body, "as", ">");
                if (!(body.entries().get("as") instanceof StringNode as)) {
                    throw malformed("\"as\" is not text");
                }
                return new ExploreInterpretAs(as.text(), next(body, recursive));
            default:
                throw malformed("unknown selector \"" + only.getKey() + "\"");
        }
    }

    private static OptionalLong limit(MapNode limit) {
        if (limit.entries().keySet().equals(java.util.Set.of("none"))) {
            keys(map(limit.entries().get("none"), "none"));
            return OptionalLong.empty();
        }
        keys(limit, "depth");
        return OptionalLong.of(number(limit, "depth"));
    }

    /** Whether {@code selector} has an edge that belongs to the recursion around it. */
    private static boolean hasEdge(Selector selector) {
        if (selector instanceof ExploreRecursiveEdge) {
            return true;
        } else if (selector instanceof ExploreAll all) {
            return hasEdge(all.next());
        } else if (selector instanceof ExploreFields fields) {
            return fields.fields().values().stream().anyMatch(Selectors::hasEdge);
        } else if (selector instanceof ExploreIndex index) {
            return hasEdge(index.next());
        } else if (selector instanceof ExploreRange range) {
            return hasEdge(range.next());
        } else if (selector instanceof ExploreUnion union) {
            return union.members().stream().anyMatch(Selectors::hasEdge);
        } else if (selector instanceof ExploreInterpretAs as) {
            return hasEdge(as.next());
        }
        return false;
    }

    private static boolean isEdge(Selector selector) {
        return selector instanceof ExploreRecursiveEdge
                || (selector instanceof ExploreUnion union
                        && union.members().stream().anyMatch(Selectors::isEdge));
    }

    private static Selector next(MapNode body, boolean recursive) {
        return read(body.entries().get(">"), recursive);
    }

    private static MapNode map(Node node, String what) {
        if (node instanceof MapNode map) {
            return map;
        }
        throw malformed(what + " is not a map");
    }

    private static long number(MapNode body, String key) {
        if (body.entries().get(key) instanceof IntNode number && !number.unsigned() && number.bits() >= 0) {
            return number.bits();
        }
        throw malformed("\"" + key + "\" is not a number of 0 or more");
    }

    private static void keys(MapNode body, String... expected) {
        for (String key : expected) {
            if (!body.entries().containsKey(key)) {
                throw malformed("key \"" + key + "\" is missing");
            }
        }
        for (String key : body.entries().keySet()) {
            if (!List.of(expected).contains(key)) {
                throw malformed("key \"" + key + "\" is unknown here or not supported");
            }
        }
    }

    private static DecodeException malformed(String reason) {
        return DecodeException.malformed(0, reason);
    }

    static Node toNode(Selector selector) {
        if (selector instanceof Matcher) {
            return one(".", EMPTY);
        } else if (selector instanceof ExploreAll all) {
            return one("a", one(">", toNode(all.next())));
        } else if (selector instanceof ExploreFields fields) {
            Map<String, Node> map = new LinkedHashMap<>();
            fields.fields().forEach((name, next) -> map.put(name, toNode(next)));
            return one("f", one("f>", new MapNode(map)));
        } else if (selector instanceof ExploreIndex index) {
            return one("i", new MapNode(Map.of("i", Node.of(index.index()), ">", toNode(index.next()))));
        } else if (selector instanceof ExploreRange range) {
            return one(
                    "r",
                    new MapNode(
                            Map.of("^", Node.of(range.start()), "$", Node.of(range.end()), ">", toNode(range.next()))));
        } else if (selector instanceof ExploreRecursive recursive) {
            Node limit = recursive.depth().isPresent()
                    ? one("depth", Node.of(recursive.depth().getAsLong()))
                    : one("none", EMPTY);
            return one("R", new MapNode(Map.of("l", limit, ":>", toNode(recursive.sequence()))));
        } else if (selector instanceof ExploreRecursiveEdge) {
            return one("@", EMPTY);
        } else if (selector instanceof ExploreUnion union) {
            List<Node> members = new ArrayList<>();
            union.members().forEach(member -> members.add(toNode(member)));
            return one("|", new ListNode(members));
        }
        ExploreInterpretAs as = (ExploreInterpretAs) selector;
        return one("~", new MapNode(Map.of("as", Node.of(as.as()), ">", toNode(as.next()))));
    }

    private static MapNode one(String key, Node value) {
        return new MapNode(Map.of(key, value));
    }
}
