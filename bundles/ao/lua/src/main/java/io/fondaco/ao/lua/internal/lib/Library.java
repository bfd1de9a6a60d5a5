package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Native;
import io.fondaco.ao.lua.internal.vm.Table;

/** Puts functions of the host into tables. */
final class Library {
    private final String prefix;
    final Table table;

    Library(Machine machine, String prefix) {
        this.prefix = prefix;
        this.table = machine.state().table();
    }

    Library(Table table, String prefix) {
        this.prefix = prefix;
        this.table = table;
    }

    Library add(String name, Native.Body body) {
        table.set(name, new Native(prefix + name, body));
        return this;
    }

    Library add(String name, Native.Special special) {
        table.set(name, new Native(prefix + name, special));
        return this;
    }

    Library put(String name, Object value) {
        table.set(name, value);
        return this;
    }

    /** A function of core.lua, for what has to call back into Lua. */
    static Object core(Call c, String name) {
        return ((Table) c.machine().root.get(LuaString.of("core"))).get(LuaString.of(name));
    }
}
