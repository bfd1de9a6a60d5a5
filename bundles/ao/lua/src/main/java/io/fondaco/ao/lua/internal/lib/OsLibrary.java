package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.Table;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;

/**
 * The part of {@code os} that a message can answer: {@code time} is its timestamp in milliseconds, as in ao; {@code date}
 * takes seconds, as in C, and knows no zone but UTC; {@code clock} is 0.
 */
final class OsLibrary {
    private static final long MAX_SECONDS = 253_402_300_799L;

    private OsLibrary() {}

    static void install(Machine machine) {
        Library lib = new Library(machine, "os.")
                .add("time", OsLibrary::time)
                .add("date", OsLibrary::date)
                .add("clock", c -> 0.0)
                .add("difftime", c -> c.number(1) - c.number(2));
        machine.globals.set("os", lib.table);
    }

    private static long field(Call c, Table t, String name, Long otherwise) {
        Object v = t.get(LuaString.of(name));
        Long n = Numbers.integer(v);
        if (n != null) {
            if (Math.abs(n) > 1_000_000_000L) {
                throw c.error("field '" + name + "' is out-of-bound");
            }
            return n;
        }
        if (v != null) {
            throw c.error("field '" + name + "' is not an integer");
        }
        if (otherwise == null) {
            throw c.error("field '" + name + "' missing in date table");
        }
        return otherwise;
    }

    private static Object time(Call c) {
        if (c.isNil(1)) {
            return Numbers.box(c.machine().timestamp);
        }
        Table t = c.table(1);
        try {
            LocalDateTime at = LocalDateTime.of((int) field(c, t, "year", null), 1, 1, 0, 0, 0)
                    .plusMonths(field(c, t, "month", null) - 1)
                    .plusDays(field(c, t, "day", null) - 1)
                    .plusHours(field(c, t, "hour", 12L))
                    .plusMinutes(field(c, t, "min", 0L))
                    .plusSeconds(field(c, t, "sec", 0L));
            return Numbers.box(at.toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw c.error("time result cannot be represented in this installation");
        }
    }

    private static Object date(Call c) {
        String format = c.string(1, LuaString.of("%c")).latin();
        long seconds = c.integer(2, Math.floorDiv(c.machine().timestamp, 1000));
        if (Math.abs(seconds) > MAX_SECONDS) {
            throw c.error("time result cannot be represented in this installation");
        }
        if (format.startsWith("!")) {
            format = format.substring(1);
        }
        LocalDateTime at = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        if (format.startsWith("*t")) {
            Table t = c.state().table();
            t.set("year", Numbers.box(at.getYear()));
            t.set("month", Numbers.box(at.getMonthValue()));
            t.set("day", Numbers.box(at.getDayOfMonth()));
            t.set("hour", Numbers.box(at.getHour()));
            t.set("min", Numbers.box(at.getMinute()));
            t.set("sec", Numbers.box(at.getSecond()));
            t.set("yday", Numbers.box(at.getDayOfYear()));
            t.set("wday", Numbers.box(at.getDayOfWeek().getValue() % 7 + 1));
            t.set("isdst", Boolean.FALSE);
            return t;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char ch = format.charAt(i);
            if (ch != '%') {
                out.append(ch);
                continue;
            }
            char conversion = ++i < format.length() ? format.charAt(i) : 0;
            String text = convert(at, conversion);
            if (text == null) {
                throw c.bad(1, "invalid conversion specifier '%" + (conversion == 0 ? "" : conversion) + "'");
            }
            c.state().allocate(text.length());
            c.state().charge(20);
            out.append(text);
        }
        c.state().charge(out.length());
        return c.state().string(out.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String form(LocalDateTime at, String pattern) {
        return at.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
    }

    private static String name(LocalDateTime at, String pattern) {
        return at.format(DateTimeFormatter.ofPattern(pattern, Locale.US));
    }

    private static String convert(LocalDateTime at, char conversion) {
        return switch (conversion) {
            case 'a' -> name(at, "EEE");
            case 'A' -> name(at, "EEEE");
            case 'b', 'h' -> name(at, "MMM");
            case 'B' -> name(at, "MMMM");
            case 'c' -> name(at, "EEE MMM ") + String.format("%2d", at.getDayOfMonth()) + form(at, " HH:mm:ss uuuu");
            case 'C' -> String.format("%02d", Math.floorDiv(at.getYear(), 100));
            case 'd' -> form(at, "dd");
            case 'D', 'x' -> form(at, "MM/dd/yy");
            case 'e' -> String.format("%2d", at.getDayOfMonth());
            case 'F' -> form(at, "uuuu-MM-dd");
            case 'g' -> String.format("%02d", Math.floorMod(at.get(IsoFields.WEEK_BASED_YEAR), 100));
            case 'G' -> String.valueOf(at.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> form(at, "HH");
            case 'I' -> form(at, "hh");
            case 'j' -> String.format("%03d", at.getDayOfYear());
            case 'm' -> form(at, "MM");
            case 'M' -> form(at, "mm");
            case 'n' -> "\n";
            case 'p' -> at.getHour() < 12 ? "AM" : "PM";
            case 'r' -> form(at, "hh:mm:ss ") + (at.getHour() < 12 ? "AM" : "PM");
            case 'R' -> form(at, "HH:mm");
            case 's' -> String.valueOf(at.toEpochSecond(ZoneOffset.UTC));
            case 'S' -> form(at, "ss");
            case 't' -> "\t";
            case 'T', 'X' -> form(at, "HH:mm:ss");
            case 'u' -> String.valueOf(at.getDayOfWeek().getValue());
            case 'U' -> week(at, at.getDayOfWeek().getValue() % 7);
            case 'V' -> String.format("%02d", at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> String.valueOf(at.getDayOfWeek().getValue() % 7);
            case 'W' -> week(at, at.getDayOfWeek().getValue() - 1);
            case 'y' -> form(at, "yy");
            case 'Y' -> String.valueOf(at.getYear());
            case 'z' -> "+0000";
            case 'Z' -> "GMT";
            case '%' -> "%";
            default -> null;
        };
    }

    /** Weeks of the year, from the first day of the week that is so many days back. */
    private static String week(LocalDateTime at, int sinceStart) {
        return String.format("%02d", (at.getDayOfYear() + 6 - sinceStart) / 7);
    }
}
