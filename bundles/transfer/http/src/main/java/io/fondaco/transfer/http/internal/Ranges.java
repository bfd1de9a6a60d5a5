package io.fondaco.transfer.http.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which bytes of a file are there. Ends are excluded. Not safe for threads. */
public final class Ranges {

    /** @param to excluded */
    public record Range(long from, long to) {

        public long length() {
            return to - from;
        }
    }

    private final TreeMap<Long, Long> there = new TreeMap<>();

    public void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long first = from;
        long last = to;
        Map.Entry<Long, Long> before = there.floorEntry(first);
        if (before != null && before.getValue() >= first) {
            first = before.getKey();
            last = Math.max(last, before.getValue());
        }
        Map.Entry<Long, Long> next = there.ceilingEntry(first);
        while (next != null && next.getKey() <= last) {
            last = Math.max(last, next.getValue());
            there.remove(next.getKey());
            next = there.ceilingEntry(first);
        }
        there.put(first, last);
    }

    public boolean has(long at) {
        Map.Entry<Long, Long> range = there.floorEntry(at);
        return range != null && at < range.getValue();
    }

    public long bytes() {
        return there.entrySet().stream()
                .mapToLong(e -> e.getValue() - e.getKey())
                .sum();
    }

    public List<Range> all() {
        return there.entrySet().stream()
                .map(e -> new Range(e.getKey(), e.getValue()))
                .toList();
    }

    public List<Range> missing(long total) {
        List<Range> missing = new ArrayList<>();
        long at = 0;
        for (Range range : all()) {
            if (range.from > at) {
                missing.add(new Range(at, range.from));
            }
            at = range.to;
        }
        if (at < total) {
            missing.add(new Range(at, total));
        }
        return missing;
    }

    /** Cuts what is missing into about {@code many} pieces in all, none but the last of a gap under {@code least}. */
    public List<Range> pieces(long total, int many, long least) {
        List<Range> missing = missing(total);
        long size = Math.max(least, (total - bytes() + many - 1) / many);
        List<Range> pieces = new ArrayList<>();
        for (Range gap : missing) {
            for (long at = gap.from; at < gap.to; at += size) {
                pieces.add(new Range(at, Math.min(gap.to, at + size)));
            }
        }
        return pieces;
    }
}
