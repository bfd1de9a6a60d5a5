package io.fondaco.codec.selector;

import io.fondaco.codec.DecodeException;
import io.fondaco.codec.ipld.ListNode;
import io.fondaco.codec.ipld.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A selector under way: what {@link Traversal} asks at each node. Recursions know how far they have come. */
interface WalkState {
    boolean matches();

    /** The children of {@code node} it wants, in order; empty when it may want any. */
    Optional<Set<String>> interests(Node node);

    /** What applies to the child {@code key} of {@code node}; null when nothing does. */
    WalkState explore(Node node, String key);

    static WalkState of(Selector selector) {
        if (selector instanceof Selector.Matcher) {
            return new Match();
        } else if (selector instanceof Selector.ExploreAll all) {
            return new All(of(all.next()));
        } else if (selector instanceof Selector.ExploreFields fields) {
            Map<String, WalkState> map = new LinkedHashMap<>();
            fields.fields().forEach((name, next) -> map.put(name, of(next)));
            return new Fields(map);
        } else if (selector instanceof Selector.ExploreIndex index) {
            return new Range(index.index(), index.index() + 1, of(index.next()));
        } else if (selector instanceof Selector.ExploreRange range) {
            return new Range(range.start(), range.end(), of(range.next()));
        } else if (selector instanceof Selector.ExploreRecursive recursive) {
            WalkState sequence = of(recursive.sequence());
            return new Recursion(sequence, sequence, recursive.depth().orElse(Recursion.NO_LIMIT));
        } else if (selector instanceof Selector.ExploreRecursiveEdge) {
            return new Edge();
        } else if (selector instanceof Selector.ExploreUnion union) {
            return Union.of(union.members().stream().map(WalkState::of).toList());
        }
        throw DecodeException.malformed(0, "a selector that interprets nodes as another layout cannot be walked");
    }

    /** Whether {@code state} is an edge or a union with one. */
    private static boolean hasEdge(WalkState state) {
        return state instanceof Edge
                || (state instanceof Union union && union.members().stream().anyMatch(WalkState::hasEdge));
    }

    /** {@code state} with {@code sequence} for its edges, or without them if that is null; null if nothing is left. */
    private static WalkState replaceEdge(WalkState state, WalkState sequence) {
        if (state instanceof Edge) {
            return sequence;
        }
        if (state instanceof Union union) {
            List<WalkState> members = new ArrayList<>();
            for (WalkState member : union.members()) {
                WalkState replaced = replaceEdge(member, sequence);
                if (replaced != null) {
                    members.add(replaced);
                }
            }
            return Union.of(members);
        }
        return state;
    }

    record Match() implements WalkState {
        @Override
        public boolean matches() {
            return true;
        }

        @Override
        public Optional<Set<String>> interests(Node node) {
            return Optional.of(Set.of());
        }

        @Override
        public WalkState explore(Node node, String key) {
            return null;
        }
    }

    /** Met outside of its recursion only where a depth limit ended that: leads nowhere. */
    record Edge() implements WalkState {
        @Override
        public boolean matches() {
            return false;
        }

        @Override
        public Optional<Set<String>> interests(Node node) {
            return Optional.of(Set.of());
        }

        @Override
        public WalkState explore(Node node, String key) {
            return null;
        }
    }

    record All(WalkState next) implements WalkState {
        @Override
        public boolean matches() {
            return false;
        }

        @Override
        public Optional<Set<String>> interests(Node node) {
            return Optional.empty();
        }

        @Override
        public WalkState explore(Node node, String key) {
            return next;
        }
    }

    record Fields(Map<String, WalkState> fields) implements WalkState {
        @Override
        public boolean matches() {
            return false;
        }

        @Override
        public Optional<Set<String>> interests(Node node) {
            return Optional.of(fields.keySet());
        }

        @Override
        public WalkState explore(Node node, String key) {
            return fields.get(key);
        }
    }

    record Range(long start, long end, WalkState next) implements WalkState {
        @Override
        public boolean matches() {
            return false;
        }

        @Override
        public Optional<Set<String>> interests(Node node) {
            Set<String> keys = new LinkedHashSet<>();
            if (node instanceof ListNode list) {
                for (long i = start; i < Math.min(end, list.items().size()); i++) {
                    keys.add(Long.toString(i));
                }
            }
            return Optional.of(keys);
        }

        @Override
        public WalkState explore(Node node, String key) {
            if (!(node instanceof ListNode) || !Traversal.isIndex(key)) {
                return null;
            }
            int index = Integer.parseInt(key);
            return index >= start && index < end ? next : null;
        }
    }

    /** Flat and without repetitions, or every round of a recursion could double it. */
    record Union(List<WalkState> members) implements WalkState {
        private static final int MOST = 256;

        static WalkState of(List<WalkState> members) {
            if (members.size() < 2) {
                return members.isEmpty() ? null : members.get(0);
            }
            Set<WalkState> flat = new LinkedHashSet<>();
            for (WalkState member : members) {
                if (member instanceof Union union) {
                    flat.addAll(union.members());
                } else {
                    flat.add(member);
                }
            }
            if (flat.size() > MOST) {
                throw DecodeException.limit(0, "a selector that is in more than " + MOST + " states at once");
            }
            return flat.size() == 1 ? flat.iterator().next() : new Union(List.copyOf(flat));
        }

        @Override
        public boolean matches() {
            return members.stream().anyMatch(WalkState::matches);
        }

        @Override
        public Optional<Set<String>> interests(Node node) {
            Set<String> keys = new LinkedHashSet<>();
            for (WalkState member : members) {
                Optional<Set<String>> wanted = member.interests(node);
                if (wanted.isEmpty()) {
                    return wanted;
                }
                keys.addAll(wanted.get());
            }
            return Optional.of(keys);
        }

        @Override
        public WalkState explore(Node node, String key) {
            List<WalkState> next = new ArrayList<>();
            for (WalkState member : members) {
                WalkState explored = member.explore(node, key);
                if (explored != null) {
                    next.add(explored);
                }
            }
            return of(next);
        }
    }

    /** @param limit rounds left, or {@link #NO_LIMIT} */
    record Recursion(WalkState sequence, WalkState current, long limit) implements WalkState {
        static final long NO_LIMIT = -1;

        @Override
        public boolean matches() {
            return current.matches();
        }

        @Override
        public Optional<Set<String>> interests(Node node) {
            return current.interests(node);
        }

        @Override
        public WalkState explore(Node node, String key) {
            WalkState next = current.explore(node, key);
            if (next == null) {
                return null;
            }
            if (!hasEdge(next)) {
                return new Recursion(sequence, next, limit);
            }
            if (limit == NO_LIMIT) {
                return new Recursion(sequence, replaceEdge(next, sequence), limit);
            }
            return limit < 2
                    ? replaceEdge(next, null)
                    : new Recursion(sequence, replaceEdge(next, sequence), limit - 1);
        }
    }
}
