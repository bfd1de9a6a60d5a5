package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.Coroutine;
import io.fondaco.ao.lua.internal.vm.Function;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Native;

/** {@code coroutine} (manual, 6.2). A coroutine may yield anywhere, and go on in a later message. */
final class CoroutineLibrary {
    private CoroutineLibrary() {}

    static void install(Machine machine) {
        Library lib = new Library(machine, "coroutine.")
                .add("create", c -> c.machine().coroutine(function(c)))
                .add("isyieldable", c -> !c.machine().inMain())
                .add("resume", Native.Special.RESUME)
                .add("running", c -> c.pair(c.machine().running(), c.machine().inMain()))
                .add("status", CoroutineLibrary::status)
                .add("wrap", c -> c.machine().wrap(function(c)))
                .add("yield", Native.Special.YIELD);
        machine.globals.set("coroutine", lib.table);
    }

    private static Object function(Call c) {
        if (c.get(1) instanceof Function f) {
            c.state().charge(20);
            return f;
        }
        throw c.badType(1, "function");
    }

    private static Object status(Call c) {
        if (c.get(1) instanceof Coroutine co) {
            return LuaString.of(Machine.statusOf(co));
        }
        throw c.bad(1, "thread expected");
    }
}
