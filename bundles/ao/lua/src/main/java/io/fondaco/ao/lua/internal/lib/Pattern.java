package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.LuaError;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.State;

/**
 * Lua's patterns (manual, 6.4.1) over bytes. Each step costs gas, and one call of the library may take only so many: a
 * pattern that backtracks without end is an error long before it holds up others.
 */
final class Pattern {
    private static final int MAX_CAPTURES = 32;
    private static final int MAX_DEPTH = 200;
    private static final long MAX_STEPS = 250_000;
    /** What a step costs. */
    private static final int GAS = 4;

    private static final int POSITION = -2;
    private static final int OPEN = -1;
    private static final int ESCAPE = '%';

    private final State state;
    final byte[] source;
    private final byte[] pattern;
    private final long maxSteps;
    private long steps;
    private long unpaid;
    private int depth;
    int level;
    private final int[] starts = new int[MAX_CAPTURES];
    private final int[] lengths = new int[MAX_CAPTURES];

    Pattern(State state, LuaString source, LuaString pattern) {
        this.state = state;
        this.source = source.bytes();
        this.pattern = pattern.bytes();
        this.maxSteps = MAX_STEPS + 16L * this.source.length;
    }

    private void step() {
        step(1);
    }

    private void step(int n) {
        unpaid += n;
        if (unpaid >= 32) {
            state.charge(unpaid * GAS);
            steps += unpaid;
            unpaid = 0;
            if (steps > maxSteps) {
                throw LuaError.here("pattern too complex");
            }
        }
    }

    /** @return the end of a match that begins at a place, -1 for none */
    int match(int at, int patternAt) {
        level = 0;
        depth = 0;
        return go(at, patternAt);
    }

    private int go(int start, int patternStart) {
        if (++depth > MAX_DEPTH) {
            throw LuaError.here("pattern too complex");
        }
        try {
            int s = start;
            int p = patternStart;
            while (p < pattern.length) {
                step();
                int c = pattern[p];
                if (c == '(') {
                    return p + 1 < pattern.length && pattern[p + 1] == ')'
                            ? open(s, p + 2, POSITION)
                            : open(s, p + 1, OPEN);
                }
                if (c == ')') {
                    return close(s, p + 1);
                }
                if (c == '$' && p + 1 == pattern.length) {
                    return s == source.length ? s : -1;
                }
                if (c == ESCAPE && p + 1 < pattern.length) {
                    int d = pattern[p + 1];
                    if (d == 'b') {
                        s = balance(s, p + 2);
                        if (s < 0) {
                            return -1;
                        }
                        p += 4;
                        continue;
                    }
                    if (d == 'f') {
                        p += 2;
                        if (p >= pattern.length || pattern[p] != '[') {
                            throw LuaError.here("missing '[' after '%f' in pattern");
                        }
                        int end = classEnd(p);
                        int before = s == 0 ? 0 : source[s - 1] & 0xff;
                        int here = s < source.length ? source[s] & 0xff : 0;
                        if (inSet(before, p, end - 1) || !inSet(here, p, end - 1)) {
                            return -1;
                        }
                        p = end;
                        continue;
                    }
                    if (d >= '0' && d <= '9') {
                        s = back(s, d);
                        if (s < 0) {
                            return -1;
                        }
                        p += 2;
                        continue;
                    }
                }
                int end = classEnd(p);
                int suffix = end < pattern.length ? pattern[end] : 0;
                if (suffix == '?') {
                    if (single(s, p, end)) {
                        int r = go(s + 1, end + 1);
                        if (r >= 0) {
                            return r;
                        }
                    }
                    p = end + 1;
                } else if (suffix == '*') {
                    return most(s, p, end);
                } else if (suffix == '+') {
                    return single(s, p, end) ? most(s + 1, p, end) : -1;
                } else if (suffix == '-') {
                    return least(s, p, end);
                } else if (single(s, p, end)) {
                    s++;
                    p = end;
                } else {
                    return -1;
                }
            }
            return s;
        } finally {
            depth--;
        }
    }

    private int open(int s, int p, int what) {
        if (level >= MAX_CAPTURES) {
            throw LuaError.here("too many captures");
        }
        starts[level] = s;
        lengths[level] = what;
        level++;
        int r = go(s, p);
        if (r < 0) {
            level--;
        }
        return r;
    }

    private int close(int s, int p) {
        int l = -1;
        for (int i = level - 1; i >= 0 && l < 0; i--) {
            if (lengths[i] == OPEN) {
                l = i;
            }
        }
        if (l < 0) {
            throw LuaError.here("invalid pattern capture");
        }
        lengths[l] = s - starts[l];
        int r = go(s, p);
        if (r < 0) {
            lengths[l] = OPEN;
        }
        return r;
    }

    private int balance(int s, int p) {
        if (p + 1 >= pattern.length) {
            throw LuaError.here("malformed pattern (missing arguments to '%b')");
        }
        if (s >= source.length || source[s] != pattern[p]) {
            return -1;
        }
        int opens = pattern[p];
        int closes = pattern[p + 1];
        int nested = 1;
        for (int i = s + 1; i < source.length; i++) {
            step();
            if (source[i] == closes) {
                if (--nested == 0) {
                    return i + 1;
                }
            } else if (source[i] == opens) {
                nested++;
            }
        }
        return -1;
    }

    private int back(int s, int digit) {
        int l = digit - '1';
        if (l < 0 || l >= level || lengths[l] == OPEN) {
            throw LuaError.here("invalid capture index %" + (l + 1));
        }
        int n = Math.max(0, lengths[l]);
        for (int i = 0; i < n; i++) {
            step();
            if (s + i >= source.length || source[s + i] != source[starts[l] + i]) {
                return -1;
            }
        }
        return s + n;
    }

    private int most(int s, int p, int end) {
        int n = 0;
        while (single(s + n, p, end)) {
            step();
            n++;
        }
        for (; n >= 0; n--) {
            int r = go(s + n, end + 1);
            if (r >= 0) {
                return r;
            }
        }
        return -1;
    }

    private int least(int start, int p, int end) {
        for (int s = start; ; s++) {
            int r = go(s, end + 1);
            if (r >= 0) {
                return r;
            }
            step();
            if (!single(s, p, end)) {
                return -1;
            }
        }
    }

    private int classEnd(int at) {
        int p = at;
        int c = pattern[p++];
        if (c == ESCAPE) {
            if (p >= pattern.length) {
                throw LuaError.here("malformed pattern (ends with '%')");
            }
            return p + 1;
        }
        if (c == '[') {
            if (p < pattern.length && pattern[p] == '^') {
                p++;
            }
            do {
                if (p >= pattern.length) {
                    throw LuaError.here("malformed pattern (missing ']')");
                }
                c = pattern[p++];
                if (c == ESCAPE && p < pattern.length) {
                    p++;
                } else if (c == ESCAPE) {
                    throw LuaError.here("malformed pattern (missing ']')");
                }
            } while (p >= pattern.length || pattern[p] != ']');
            step(p - at >> 2);
            return p + 1;
        }
        return p;
    }

    private boolean single(int s, int p, int end) {
        if (s >= source.length) {
            return false;
        }
        int c = source[s] & 0xff;
        return switch (pattern[p]) {
            case '.' -> true;
            case ESCAPE -> inClass(c, pattern[p + 1]);
            case '[' -> inSet(c, p, end - 1);
            default -> (pattern[p] & 0xff) == c;
        };
    }

    private boolean inSet(int c, int from, int last) {
        step(last - from >> 2);
        int p = from + 1;
        boolean found = true;
        if (pattern[p] == '^') {
            found = false;
            p++;
        }
        for (; p < last; p++) {
            if (pattern[p] == ESCAPE) {
                p++;
                if (inClass(c, pattern[p])) {
                    return found;
                }
            } else if (p + 2 < last && pattern[p + 1] == '-') {
                if ((pattern[p] & 0xff) <= c && c <= (pattern[p + 2] & 0xff)) {
                    return found;
                }
                p += 2;
            } else if ((pattern[p] & 0xff) == c) {
                return found;
            }
        }
        return !found;
    }

    private static boolean inClass(int c, int letter) {
        boolean in;
        switch (letter | 0x20) {
            case 'a' -> in = alpha(c);
            case 'c' -> in = c < 32 || c == 127;
            case 'd' -> in = digit(c);
            case 'g' -> in = c > 32 && c < 127;
            case 'l' -> in = c >= 'a' && c <= 'z';
            case 'p' -> in = c > 32 && c < 127 && !alpha(c) && !digit(c);
            case 's' -> in = c == ' ' || c >= 9 && c <= 13;
            case 'u' -> in = c >= 'A' && c <= 'Z';
            case 'w' -> in = alpha(c) || digit(c);
            case 'x' -> in = digit(c) || (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
            case 'z' -> in = c == 0;
            default -> {
                return (letter & 0xff) == c;
            }
        }
        return letter >= 'a' == in;
    }

    private static boolean alpha(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A capture, or the whole match as the first when there are none. */
    Object capture(int i, int start, int end) {
        if (i >= level) {
            if (i == 0) {
                return state.string(source, start, end);
            }
            throw LuaError.here("invalid capture index %" + (i + 1));
        }
        if (lengths[i] == POSITION) {
            return Numbers.box(starts[i] + 1L);
        }
        if (lengths[i] == OPEN) {
            throw LuaError.here("unfinished capture");
        }
        return state.string(source, starts[i], starts[i] + lengths[i]);
    }

    /** How many values a match has. */
    int captures() {
        return level == 0 ? 1 : level;
    }
}
