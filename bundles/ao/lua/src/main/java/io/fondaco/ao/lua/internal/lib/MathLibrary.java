package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.Values;
import java.util.function.DoubleUnaryOperator;

/**
 * {@code math} (manual, 6.7). Functions of the reals are those of fdlibm, the same on every machine. {@code math.random}
 * draws from numbers seeded by the message: whoever sees the message can compute them.
 */
final class MathLibrary {
    private MathLibrary() {}

    static void install(Machine machine) {
        Library lib = new Library(machine, "math.")
                .put("pi", Math.PI)
                .put("huge", Double.POSITIVE_INFINITY)
                .put("maxinteger", Long.MAX_VALUE)
                .put("mininteger", Long.MIN_VALUE)
                .add("abs", MathLibrary::absolute)
                .add("ceil", c -> round(c, Math::ceil))
                .add("floor", c -> round(c, Math::floor))
                .add("fmod", MathLibrary::remainder)
                .add("max", c -> extreme(c, true))
                .add("min", c -> extreme(c, false))
                .add("modf", MathLibrary::split)
                .add("random", MathLibrary::random)
                .add("randomseed", MathLibrary::seed)
                .add("tointeger", MathLibrary::toInteger)
                .add("type", MathLibrary::type)
                .add("ult", c -> Long.compareUnsigned(c.integer(1), c.integer(2)) < 0)
                .add("log", MathLibrary::logarithm)
                .add("atan", c -> StrictMath.atan2(c.number(1), c.isNil(2) ? 1 : c.number(2)));
        real(lib, "sqrt", Math::sqrt);
        real(lib, "sin", StrictMath::sin);
        real(lib, "cos", StrictMath::cos);
        real(lib, "tan", StrictMath::tan);
        real(lib, "asin", StrictMath::asin);
        real(lib, "acos", StrictMath::acos);
        real(lib, "exp", StrictMath::exp);
        real(lib, "deg", x -> x * (180.0 / Math.PI));
        real(lib, "rad", x -> x * (Math.PI / 180.0));
        machine.globals.set("math", lib.table);
    }

    private static void real(Library lib, String name, DoubleUnaryOperator f) {
        lib.add(name, c -> f.applyAsDouble(c.number(1)));
    }

    private static Object absolute(Call c) {
        return c.get(1) instanceof Long l ? Numbers.box(l < 0 ? -l : l) : (Object) Math.abs(c.number(1));
    }

    private static Object round(Call c, DoubleUnaryOperator f) {
        if (c.get(1) instanceof Long n) {
            return n;
        }
        double rounded = f.applyAsDouble(c.number(1));
        Long exact = Numbers.exact(rounded);
        return exact != null ? exact : (Object) rounded;
    }

    private static Object remainder(Call c) {
        if (c.get(1) instanceof Long a && c.get(2) instanceof Long b) {
            if (b == 0) {
                throw c.bad(2, "zero");
            }
            return Numbers.box(b == -1 ? 0 : a % b);
        }
        double divisor = c.number(2);
        return c.number(1) % divisor;
    }

    /** The greatest or least by the operator: numbers here, what else has an order in core.lua. */
    private static Object extreme(Call c, boolean greatest) {
        Object best = c.any(1);
        c.state().charge(c.count() >> 2);
        for (int i = 1; i <= c.count(); i++) {
            Object n = c.get(i);
            if (!(n instanceof Long) && !(n instanceof Double)) {
                return c.tailWithSame(Library.core(c, greatest ? "max" : "min"));
            }
            if (greatest ? Values.less(best, n) : Values.less(n, best)) {
                best = n;
            }
        }
        return best;
    }

    private static Object split(Call c) {
        if (c.get(1) instanceof Long n) {
            return c.many(n, 0.0);
        }
        double x = c.number(1);
        double whole = x >= 0 ? Math.floor(x) : Math.ceil(x);
        Long exact = Numbers.exact(whole);
        return c.many(exact != null ? exact : (Object) whole, Double.isInfinite(x) ? 0.0 : x - whole);
    }

    private static Object toInteger(Call c) {
        Object v = c.any(1);
        return Numbers.integer(v);
    }

    private static Object type(Call c) {
        Object v = c.any(1);
        return v instanceof Long ? LuaString.of("integer") : v instanceof Double ? LuaString.of("float") : null;
    }

    private static Object logarithm(Call c) {
        double x = c.number(1);
        if (c.isNil(2)) {
            return StrictMath.log(x);
        }
        double base = c.number(2);
        if (base == 2) {
            // exact for powers of two, as C's log2 is
            int e = Math.getExponent(x);
            if (x == Math.scalb(1.0, e) && e >= Double.MIN_EXPONENT && e <= Double.MAX_EXPONENT) {
                return (double) e;
            }
            return StrictMath.log(x) / StrictMath.log(2);
        }
        if (base == 10) {
            return StrictMath.log10(x);
        }
        return StrictMath.log(x) / StrictMath.log(base);
    }

    private static Object random(Call c) {
        var random = c.machine().random;
        long low = 1;
        long high;
        switch (c.count()) {
            case 0 -> {
                return random.fraction();
            }
            case 1 -> high = c.integer(1);
            case 2 -> {
                low = c.integer(1);
                high = c.integer(2);
            }
            default -> throw c.error("wrong number of arguments");
        }
        if (low > high) {
            throw c.bad(1, "interval is empty");
        }
        if (!(low >= 0 || high <= Long.MAX_VALUE + low)) {
            throw c.bad(1, "interval too large");
        }
        return Numbers.box(random.between(low, high));
    }

    private static Object seed(Call c) {
        Object n = c.count() == 0 ? Numbers.box(0) : c.numeric(1);
        long bits = n instanceof Long l ? l : Double.doubleToLongBits((Double) n);
        c.machine().random.seed(bits, 0);
        return c.none();
    }
}
