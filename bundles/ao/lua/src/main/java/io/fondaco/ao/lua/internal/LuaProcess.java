package io.fondaco.ao.lua.internal;

import io.fondaco.ao.Tag;
import io.fondaco.ao.lua.internal.code.Prototype;
import io.fondaco.ao.lua.internal.lib.Host;
import io.fondaco.ao.lua.internal.lib.Libraries;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.State;
import io.fondaco.ao.lua.internal.vm.Table;
import io.fondaco.ao.lua.internal.vm.Walk;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Instance;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Message;
import io.fondaco.ao.spi.Turn;
import io.fondaco.model.Multihash;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A process: a Lua state with the module's code, and the function that takes its messages. */
final class LuaProcess implements Instance {
    private static final long SETUP = 1L << 40;
    private static final int SETUP_DEPTH = 200;
    private static final Prototype PROCESS = Libraries.compile("process.lua", "process");
    private static final Prototype MODULES = Libraries.compile("modules.lua", "modules");
    private static final Prototype HANDLERS = Libraries.compile("handlers.lua", "handlers");
    private static final Prototype AO = Libraries.compile("ao.lua", "ao");
    private static final LuaString ENTRY = LuaString.of("entry");

    private final Machine machine;
    private final Limits limits;
    private Evaluation running;

    LuaProcess(Prototype main, Environment environment, Limits limits, boolean open) {
        this.limits = limits;
        State state = new State(SETUP_DEPTH);
        state.begin(SETUP, SETUP);
        machine = new Machine(state);
        Libraries.install(machine);
        Table sources = state.table();
        sources.set("modules", machine.bind(MODULES, machine.globals));
        sources.set("handlers", machine.bind(HANDLERS, machine.globals));
        sources.set("ao", machine.bind(AO, machine.globals));
        Table trusted = state.table();
        environment.trusted().stream().sorted().forEach(a -> trusted.set(trusted.length() + 1, LuaString.of(a)));
        Object entry = Libraries.run(
                machine,
                PROCESS,
                machine.globals,
                Host.table(machine),
                sources,
                environment(environment),
                trusted,
                open,
                machine.bind(main, machine.globals));
        machine.root.set(ENTRY, entry);
        state.maxDepth = limits.depth();
        machine.held = Walk.bytes(machine);
    }

    private Table environment(Environment e) {
        Table process = table("Id", e.process(), "Owner", e.owner());
        process.set("Tags", tags(machine, e.tags()));
        Table module = table("Id", e.module(), "Owner", e.moduleOwner());
        module.set("Tags", tags(machine, e.moduleTags()));
        Table out = machine.state().table();
        out.set("Process", process);
        out.set("Module", module);
        return out;
    }

    private Table table(String... fields) {
        Table t = machine.state().table();
        for (int i = 0; i < fields.length; i += 2) {
            t.set(fields[i], fields[i + 1] == null ? null : machine.state().string(fields[i + 1]));
        }
        return t;
    }

    private static Table tags(Machine machine, List<Tag> tags) {
        Table list = machine.state().table();
        for (Tag tag : tags) {
            Table t = machine.state().table();
            t.set("name", machine.state().string(tag.name()));
            t.set("value", machine.state().string(tag.value()));
            list.set(list.length() + 1, t);
        }
        return list;
    }

    @Override
    public Turn evaluate(Message message) {
        return begin(message, true);
    }

    @Override
    public Turn dryRun(Message message) {
        return begin(message, false);
    }

    private Turn begin(Message message, boolean keep) {
        if (running != null && !running.over()) {
            throw new IllegalStateException("an evaluation of this process is under way: end it, or abandon it");
        }
        machine.timestamp = message.timestamp();
        byte[] seed = seed(message);
        machine.random.seed(word(seed, 0), word(seed, 8));
        machine.start(limits.gas(), limits.memory(), () -> new Object[] {machine.root.get(ENTRY), lua(message)});
        running = new Evaluation(machine, limits, keep);
        return running;
    }

    private static byte[] seed(Message m) {
        return Multihash.sha256((m.id() + "/" + m.hashChain()).getBytes(StandardCharsets.UTF_8))
                .digest();
    }

    private static long word(byte[] bytes, int from) {
        long word = 0;
        for (int i = from; i < from + 8; i++) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }

    /** The message as the process gets it (facts of ao: the CU's evaluation). */
    private Table lua(Message m) {
        machine.state().charge(m.data().length >> 5);
        Table t = table(
                "Id", m.id(),
                "Signature", m.signature(),
                "Owner", m.owner(),
                "From", m.from(),
                "Target", m.target(),
                "Anchor", m.anchor(),
                "Hash-Chain", m.hashChain());
        t.set("Data", machine.state().string(m.data().clone()));
        t.set("Epoch", Numbers.box(m.epoch()));
        t.set("Nonce", Numbers.box(m.nonce()));
        t.set("Timestamp", Numbers.box(m.timestamp()));
        t.set("Block-Height", Numbers.box(m.blockHeight()));
        t.set("Cron", m.cron());
        if (m.readOnly()) {
            t.set("Read-Only", Boolean.TRUE);
        }
        List<Tag> tags = m.tags().stream()
                .filter(tag -> !tag.name().equals("From") && !tag.name().equals("Owner"))
                .toList();
        t.set("Tags", tags(machine, tags));
        return t;
    }

    @Override
    public byte[] stateHash() {
        idle();
        return Walk.hash(machine);
    }

    @Override
    public long memory() {
        idle();
        return Walk.bytes(machine);
    }

    private void idle() {
        if (running != null && !running.over()) {
            throw new IllegalStateException("an evaluation of this process is under way: end it, or abandon it");
        }
    }
}
