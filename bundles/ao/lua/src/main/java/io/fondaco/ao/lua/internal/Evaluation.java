package io.fondaco.ao.lua.internal;

import io.fondaco.ao.Tag;
import io.fondaco.ao.lua.internal.lib.Json;
import io.fondaco.ao.lua.internal.vm.BudgetException;
import io.fondaco.ao.lua.internal.vm.LuaError;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Numbers;
import io.fondaco.ao.lua.internal.vm.Table;
import io.fondaco.ao.lua.internal.vm.Walk;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A message under way in a machine. */
final class Evaluation implements Turn {
    private final Machine machine;
    private final Limits limits;
    private final boolean keep;
    private final long heldBefore;
    private boolean over;
    private Outcome outcome;

    Evaluation(Machine machine, Limits limits, boolean keep) {
        this.machine = machine;
        this.limits = limits;
        this.keep = keep;
        this.heldBefore = machine.held;
    }

    boolean over() {
        return over;
    }

    @Override
    public boolean advance(long steps) {
        if (over) {
            return true;
        }
        try {
            if (!machine.advance(steps)) {
                return false;
            }
            if (machine.failure() == null) {
                machine.afterwards(this::conclude);
            }
        } catch (RuntimeException | Error e) {
            // a fault of the machine itself: the process stays usable, and whoever drives it learns of the fault
            close(false);
            throw e;
        }
        if (machine.failure() != null) {
            outcome = new Outcome("", List.of(), List.of(), List.of(), Optional.of(machine.failure()), machine.used());
        }
        close(keep && machine.failure() == null);
        return true;
    }

    private void close(boolean kept) {
        over = true;
        machine.close(kept);
        if (!kept) {
            machine.held = heldBefore;
        }
    }

    @Override
    public Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException(over ? "the evaluation was abandoned" : "the evaluation is not over");
        }
        return outcome;
    }

    @Override
    public void abandon() {
        if (!over) {
            close(false);
        }
    }

    /** Reads what the process sent, and weighs its state when it may have grown too large. */
    private void conclude() {
        Object[] r = machine.results();
        String output = r.length == 0 || r[0] == null ? "" : output(r[0]);
        List<Outcome.Sent> messages = new ArrayList<>();
        for (Table t : list(r, 1, "Messages")) {
            messages.add(new Outcome.Sent(text(t, "Target"), bytes(t, "Data"), text(t, "Anchor"), tags(t)));
        }
        List<Outcome.Spawn> spawns = new ArrayList<>();
        for (Table t : list(r, 2, "Spawns")) {
            spawns.add(new Outcome.Spawn(bytes(t, "Data"), text(t, "Anchor"), tags(t)));
        }
        List<Outcome.AssignmentWish> assignments = new ArrayList<>();
        for (Table t : list(r, 3, "Assignments")) {
            assignments.add(new Outcome.AssignmentWish(texts(t, "Processes"), text(t, "Message"), texts(t, "Exclude")));
        }
        weigh();
        outcome = new Outcome(output, messages, spawns, assignments, Optional.empty(), machine.used());
    }

    private void weigh() {
        long most = machine.held + machine.state().allocated;
        if (most <= limits.memory()) {
            machine.held = most;
            return;
        }
        long bytes = Walk.bytes(machine);
        machine.state().charge(bytes >> 5);
        if (bytes > limits.memory()) {
            throw new BudgetException("out of memory");
        }
        machine.held = bytes;
    }

    private String output(Object value) {
        try {
            return Json.encode(machine, value).toString();
        } catch (LuaError e) {
            throw new LuaError(LuaString.of("Output: " + e.value()));
        }
    }

    private static LuaError wrong(String what) {
        return new LuaError(LuaString.of("ao.outbox: " + what));
    }

    private static List<Table> list(Object[] results, int i, String name) {
        Object v = i < results.length ? results[i] : null;
        if (v == null) {
            return List.of();
        }
        if (!(v instanceof Table t)) {
            throw wrong(name + " is no table");
        }
        List<Table> out = new ArrayList<>();
        for (long at = 1; at <= t.length(); at++) {
            if (!(t.get(at) instanceof Table item)) {
                throw wrong("each of " + name + " must be a table");
            }
            out.add(item);
        }
        return out;
    }

    private static LuaString string(Object v, String name) {
        if (v == null) {
            return LuaString.EMPTY;
        }
        if (v instanceof LuaString s) {
            return s;
        }
        if (v instanceof Long || v instanceof Double) {
            return LuaString.of(Numbers.text(v));
        }
        throw wrong(name + " must be a string");
    }

    private static String text(Table t, String name) {
        return string(t.get(LuaString.of(name)), name).toString();
    }

    private static byte[] bytes(Table t, String name) {
        return string(t.get(LuaString.of(name)), name).copy();
    }

    private static List<Tag> tags(Table t) {
        Object v = t.get(LuaString.of("Tags"));
        List<Tag> out = new ArrayList<>();
        for (Table tag : list(new Object[] {v}, 0, "Tags")) {
            out.add(new Tag(text(tag, "name"), text(tag, "value")));
        }
        return out;
    }

    private static List<String> texts(Table t, String name) {
        Object v = t.get(LuaString.of(name));
        if (v == null) {
            return List.of();
        }
        if (!(v instanceof Table list)) {
            throw wrong(name + " must be a list");
        }
        List<String> out = new ArrayList<>();
        for (long i = 1; i <= list.length(); i++) {
            out.add(string(list.get(i), name).toString());
        }
        return out;
    }
}
