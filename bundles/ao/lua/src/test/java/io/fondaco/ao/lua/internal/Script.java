package io.fondaco.ao.lua.internal;

import io.fondaco.ao.lua.internal.code.SyntaxException;
import io.fondaco.ao.lua.internal.lib.Libraries;
import io.fondaco.ao.lua.internal.vm.Closure;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs plain Lua, for tests: what a program printed, and the error that ended it. */
final class Script {
    static final long GAS = 4_000_000_000L;
    static final long MEMORY = 1L << 30;

    private Script() {}

    static Machine machine() {
        Machine machine = new Machine(setup());
        Libraries.install(machine);
        return machine;
    }

    private static State setup() {
        State state = new State(200_000);
        state.begin(GAS, MEMORY);
        return state;
    }

    /** Bytes as ISO 8859-1. */
    static String run(byte[] source, String chunk) {
        return run(machine(), source, chunk, GAS, MEMORY, Long.MAX_VALUE);
    }

    static String run(String source) {
        return run(source.getBytes(StandardCharsets.ISO_8859_1), "=t");
    }

    static String run(Machine machine, byte[] source, String chunk, long gas, long memory, long slice) {
        Closure main;
        try {
            main = machine.load(source, chunk, machine.globals);
        } catch (SyntaxException e) {
            return "SYNTAX " + e.getMessage() + "\n";
        }
        machine.start(gas, memory, () -> new Object[] {main});
        while (!machine.advance(slice)) {
            // the next slice
        }
        String printed = new String(machine.printed(), StandardCharsets.ISO_8859_1);
        String out = machine.failure() == null ? printed : printed + "ERROR " + machine.failure() + "\n";
        machine.close(machine.failure() == null);
        return out;
    }

    public static void main(String[] args) throws Exception {
        long start = System.nanoTime();
        System.out.writeBytes(run(Files.readAllBytes(Path.of(args[0])), args.length > 2 ? args[2] : "@" + args[0])
                .getBytes(StandardCharsets.ISO_8859_1));
        if (args.length > 1) {
            System.err.println((System.nanoTime() - start) / 1_000_000 + " ms");
        }
    }
}
