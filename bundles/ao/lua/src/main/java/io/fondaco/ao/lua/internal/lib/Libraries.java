package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.code.Compiler;
import io.fondaco.ao.lua.internal.code.Prototype;
import io.fondaco.ao.lua.internal.code.SyntaxException;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The standard libraries of Lua 5.3 without io, package and debug. */
public final class Libraries {
    private static final long SETUP = 10_000_000;
    private static final Prototype CORE = compile("core.lua", "");

    private Libraries() {}

    /**
     * Compiles a chunk that comes with this bundle.
     *
     * @param name what messages call it; empty when they are not to say where they come from, as with functions of the host
     */
    public static Prototype compile(String resource, String name) {
        try (InputStream in = Libraries.class.getResourceAsStream("/io/fondaco/ao/lua/internal/" + resource)) {
            return Compiler.compile(in.readAllBytes(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SyntaxException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Fills a machine's globals. */
    public static void install(Machine machine) {
        BaseLibrary.install(machine);
        StringLibrary.install(machine);
        TableLibrary.install(machine);
        MathLibrary.install(machine);
        Utf8Library.install(machine);
        CoroutineLibrary.install(machine);
        OsLibrary.install(machine);
        Table host = new Library(machine, "core.").add("step", StringLibrary::step).table;
        machine.root.set("core", run(machine, CORE, machine.globals, host));
    }

    /** Runs a chunk of ours to its end, outside of any evaluation. @return its result */
    public static Object run(Machine machine, Prototype chunk, Table globals, Object... arguments) {
        machine.start(SETUP, SETUP, () -> {
            Object[] call = new Object[arguments.length + 1];
            call[0] = machine.bind(chunk, globals);
            System.arraycopy(arguments, 0, call, 1, arguments.length);
            return call;
        });
        if (!machine.advance(SETUP) || machine.failure() != null) {
            throw new IllegalStateException(chunk.chunk + " fails: " + machine.failure());
        }
        Object result = machine.results().length > 0 ? machine.results()[0] : null;
        machine.close(true);
        return result;
    }
}
