package io.fondaco.ao.lua.internal;

import java.util.Random;

/**
 * Writes programs of random expressions and statements; what they print, or the errors they catch, has one right answer.
 * Infinities and NaN are left to the written programs: the sign that C prints for NaN is not defined.
 */
final class RandomPrograms {
    private static final String[] NUMBERS = {
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "10",
        "255",
        "-128",
        "1000000",
        "0x7fffffff",
        "0xffffffff",
        "math.maxinteger",
        "math.mininteger",
        "0.0",
        "-0.0",
        "0.5",
        "1.5",
        "-2.5",
        "3.0",
        "1e15",
        "1e16",
        "1e-5",
        "123.456",
        "2^53",
        "2^63",
        "-2^63",
        "5e-324",
        "9007199254740993",
        "1e100"
    };
    private static final String[] STRINGS = {
        "''",
        "'a'",
        "'abc'",
        "'hello world'",
        "'10'",
        "'0x1F'",
        "' 5 '",
        "'1e2'",
        "'-3'",
        "'1.5'",
        "'x=1, y=22'",
        "'\\0a\\0'",
        "'\\255\\128'",
        "'%d'",
        "'a.b.c'",
        "'AbCdEf'",
        "'((a)(b))'",
        "'\\u{20AC}uro'",
        "'9223372036854775808'",
        "'nan'",
        "'inf'",
        "'  trim  '",
        "'a,b,,c'"
    };
    private static final String[] PATTERNS = {
        "'.'", "'%a+'", "'%d+'", "'(%w+)=(%w+)'", "'^a'", "'c$'", "'[a-c]'", "'[^a-c]+'", "'%s*'", "'.-'", "'(.)(.)'",
                "'%b()'", "'()'",
        "'%f[%w]%w+'", "'a?b*'", "'[%]]'", "'%.'", "'(a)%1'", "'x'", "''", "'['", "'%'", "'(a'", "'%g'",
                "'[%a_][%w_]*'", "'\\0'"
    };
    private static final String[] FORMATS = {
        "%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%x", "%X", "%#x", "%o", "%c", "%s", "%10s", "%-10s|", "%.2s", "%q",
        "%g", "%.3g", "%#g", "%f", "%.2f", "%10.3f", "%e", "%.0f", "%.10e", "%a", "%.3a", "%i", "%u", "%+.3f", "% e",
        "%-12g|", "%012.4f", "%.0e", "%G", "%E", "%%"
    };
    private static final String[] BINARY = {
        "+", "-", "*", "/", "//", "%", "&", "|", "~", "<<", ">>", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or"
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    private RandomPrograms(long seed) {
        random = new Random(seed);
    }

    static String of(long seed, int lines) {
        RandomPrograms p = new RandomPrograms(seed);
        p.out.append("local a, b, c, s, t, n = 1, 2.5, '3', 'text', { 1, 2, 3, x = 'y' }, nil\n");
        p.out.append("local function text(v) if v ~= v then return 'nan' end return tostring(v) end\n");
        p.out.append("local function show(...) local o = {} for i = 1, select('#', ...) do local v = select(i, ...) ")
                .append("o[i] = type(v) == 'table' and 'table' or type(v) == 'function' and 'function' or tostring(v) ")
                .append("if math.type(v) == 'float' then o[i] = o[i] .. 'f' end end print(table.concat(o, ' ')) end\n");
        for (int i = 0; i < lines; i++) {
            p.line(i);
        }
        return p.out.toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private void line(int i) {
        switch (random.nextInt(12)) {
            case 0 ->
                out.append("pcall(function() ")
                        .append(variable())
                        .append(" = ")
                        .append(expr(3))
                        .append(" end)\n");
            case 1 ->
                out.append("show(pcall(function() local r = 0 for i = ")
                        .append(number())
                        .append(", ")
                        .append(number())
                        .append(random.nextBoolean() ? ", " + pick(new String[] {"1", "-1", "2", "0.5", "-3"}) : "")
                        .append(" do r = r + i if r > 100 or r < -100 then break end end return r end))\n");
            case 2 ->
                out.append("show(pcall(function() if ")
                        .append(expr(3))
                        .append(" then return 'yes' else return 'no' end end))\n");
            case 3 ->
                out.append("show(pcall(function() local q = { ")
                        .append(expr(2))
                        .append(", ")
                        .append(expr(2))
                        .append(", [")
                        .append(expr(1))
                        .append("] = ")
                        .append(expr(2))
                        .append(" } return q[1], q[2], q[")
                        .append(expr(1))
                        .append("] end))\n");
            case 4 ->
                out.append("show(pcall(function() return string.format('")
                        .append(format())
                        .append("', ")
                        .append(expr(2))
                        .append(", ")
                        .append(expr(2))
                        .append(") end))\n");
            case 5 ->
                out.append("show(pcall(function() return string.")
                        .append(pick(new String[] {"find", "match", "gsub"}))
                        .append("(")
                        .append(string())
                        .append(", ")
                        .append(pick(PATTERNS))
                        .append(", ")
                        .append(random.nextBoolean() ? "'<%0>'" : integer())
                        .append(") end))\n");
            default ->
                out.append("show(pcall(function() return ").append(expr(4)).append(" end))\n");
        }
    }

    private String format() {
        StringBuilder f = new StringBuilder();
        for (int i = random.nextInt(2); i >= 0; i--) {
            f.append(pick(FORMATS)).append(' ');
        }
        return f.toString();
    }

    private String variable() {
        return pick(new String[] {"a", "b", "c", "s", "t.x", "t[1]", "t[2]"});
    }

    private String number() {
        return random.nextInt(4) == 0 ? Integer.toString(random.nextInt(200) - 100) : pick(NUMBERS);
    }

    private String integer() {
        return Integer.toString(random.nextInt(12) - 4);
    }

    private String string() {
        return random.nextInt(5) == 0 ? "s" : pick(STRINGS);
    }

    private String expr(int depth) {
        if (depth == 0 || random.nextInt(6) == 0) {
            return switch (random.nextInt(8)) {
                case 0, 1 -> number();
                case 2 -> string();
                case 3 -> pick(new String[] {"true", "false", "nil"});
                case 4 -> "#" + (random.nextBoolean() ? string() : "t");
                default -> pick(new String[] {"a", "b", "c", "s", "t.x", "t[1]", "t[3]", "n"});
            };
        }
        int d = depth - 1;
        return switch (random.nextInt(14)) {
            case 0 -> "(" + pick(new String[] {"-", "not", "~", "- -"}) + " " + expr(d) + ")";
            case 1 -> "math." + pick(new String[] {"floor", "ceil", "abs", "tointeger", "type"}) + "(" + expr(d) + ")";
            case 2 -> "math." + pick(new String[] {"max", "min", "fmod", "ult"}) + "(" + expr(d) + ", " + expr(d) + ")";
            case 3 -> "text(" + expr(d) + ")";
            case 4 -> "tonumber(" + expr(d) + (random.nextInt(3) == 0 ? ", " + (2 + random.nextInt(35)) : "") + ")";
            case 5 -> "(" + string() + "):sub(" + integer() + ", " + integer() + ")";
            case 6 -> "(" + string() + "):" + pick(new String[] {"upper", "lower", "reverse", "len"}) + "()";
            case 7 -> "(" + string() + "):byte(" + integer() + ")";
            case 8 -> "(" + string() + "):rep(" + integer() + ")";
            case 9 -> "select(" + integer() + ", " + expr(d) + ", " + expr(d) + ")";
            default -> "(" + expr(d) + " " + pick(BINARY) + " " + expr(d) + ")";
        };
    }
}
