package io.fondaco.ao.lua.internal;

import io.fondaco.ao.Tag;
import io.fondaco.ao.lua.internal.code.Compiler;
import io.fondaco.ao.lua.internal.code.Prototype;
import io.fondaco.ao.lua.internal.code.SyntaxException;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.ModuleException;
import io.fondaco.ao.spi.ModuleRuntime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Processes in Lua 5.3 over a surface like that of aos.
 *
 * <p>{@code fondaco-lua-5.3}: the module's code is the program, and nobody can change it. {@code fondaco-aos-lua-5.3}: the
 * same, and its owner may send code in messages (Action Eval), messages without handler go to Inbox, and On-Boot=Data runs
 * the data of the process's own item.
 *
 * <p>Gas: one step for each instruction; functions of the host cost steps by the bytes or values they go through (SHA-256 a
 * quarter of a step for each byte). Memory: what an evaluation allocates, garbage included, and what the state holds after
 * it. Neither these nor the depth of calls can be caught in Lua: the message ends in an error, and the state is as before.
 *
 * <p>Numbers, operators, libraries and messages are those of PUC-Rio's 5.3.6, with these differences. {@code pairs} goes by
 * the elements 1..n first and then by order of insertion. {@code tostring} numbers tables and functions. {@code __gc} and
 * {@code __mode} do nothing. There is no io, package, debug, dofile or loadfile, and {@code load} takes text only.
 * {@code table.sort} is stable, and coroutines may yield anywhere. A pattern that backtracks more than some 250,000 times is too complex. {@code math.random} is
 * seeded by the message's id and hash chain, so whoever sees the message can compute it. {@code os.time()} is the message's
 * timestamp in milliseconds.
 */
@Component(service = ModuleRuntime.class)
public final class LuaRuntime implements ModuleRuntime {
    static final String SEALED = "fondaco-lua-5.3";
    static final String OPEN = "fondaco-aos-lua-5.3";

    @Override
    public Set<String> formats() {
        return Set.of(SEALED, OPEN);
    }

    @Override
    public Instance begin(byte[] code, Environment environment, Limits limits) throws ModuleException {
        List<String> formats = environment.moduleTags().stream()
                .filter(t -> t.name().equals("Module-Format"))
                .map(Tag::value)
                .toList();
        if (formats.size() != 1 || !formats().contains(formats.get(0))) {
            throw new ModuleException("the module's tag Module-Format is " + formats + ": give one of " + formats());
        }
        Prototype main;
        try {
            main = Compiler.compile(code, "module");
        } catch (SyntaxException e) {
            throw new ModuleException(
                    new String(e.getMessage().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
        return new LuaProcess(main, environment, limits, formats.get(0).equals(OPEN));
    }
}
