package io.fondaco.ao.lua.internal.vm;

import io.fondaco.ao.lua.internal.code.Compiler;
import io.fondaco.ao.lua.internal.code.Prototype;
import io.fondaco.ao.lua.internal.code.SyntaxException;
import java.io.ByteArrayOutputStream;
import java.util.function.Supplier;

/** A Lua state that evaluates one function at a time, in slices, within a budget. */
public final class Machine extends Interpreter {
    /** Everything a program can reach hangs on this table. */
    public final Table root;

    public final Table globals;
    /** The numbers of {@code math.random}, seeded anew for every evaluation. */
    public final Random random = new Random();
    /** Milliseconds since 1970 of the message that is evaluated. */
    public long timestamp;
    /** Bytes of the state when it was last walked, for {@code collectgarbage("count")}. */
    public long held;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long gasAtStart;
    private String failure;

    public Machine(State state) {
        super(state);
        root = state.table();
        globals = state.table();
        strings = state.table();
        root.set("globals", globals);
        root.set("strings", strings);
    }

    public Table strings() {
        return strings;
    }

    public State state() {
        return state;
    }

    public Table tableOf(Object value) {
        return metatable(value);
    }

    public String nameOfType(Object value) {
        return typeName(value);
    }

    public static String typeOf(Object value) {
        return type(value);
    }

    public String where(int level) {
        return position(level);
    }

    public Coroutine running() {
        return current;
    }

    public boolean inMain() {
        return current == main;
    }

    public Coroutine coroutine(Object body) {
        state.allocate(Coroutine.BYTES);
        return new Coroutine(state, body);
    }

    public Wrapped wrap(Object body) {
        return new Wrapped(coroutine(body));
    }

    /** Adds to what {@code print} printed in this evaluation. */
    public void print(byte[] text) {
        state.allocate(text.length);
        state.charge(text.length >> 4);
        printed.writeBytes(text);
    }

    public byte[] printed() {
        return printed.toByteArray();
    }

    public static String statusOf(Coroutine c) {
        return switch (c.status) {
            case SUSPENDED -> "suspended";
            case RUNNING -> "running";
            case NORMAL -> "normal";
            case DEAD -> "dead";
        };
    }

    /** How {@code tostring} shows what has no text of its own. */
    public String address(Object object) {
        if (object instanceof Native n) {
            return "builtin: " + n.name;
        }
        return String.format("0x%08x", state.numberOf(object));
    }

    /**
     * Compiles a chunk whose globals are those of a table.
     *
     * @param chunk its name, marked as C Lua marks it
     */
    public Closure load(byte[] source, String chunk, Object environment) throws SyntaxException {
        state.charge(source.length * 4L + 100);
        state.allocate(source.length * 16L + 200);
        return bind(Compiler.compile(source, Compiler.chunkName(chunk)), environment);
    }

    /** A function of a compiled chunk, with its globals. */
    public Closure bind(Prototype p, Object environment) {
        return new Closure(p, new Cell[] {state.cell(environment)});
    }

    // ---------------------------------------------------------------- evaluations

    /**
     * Opens an evaluation: the machine is ready to {@link #advance}.
     *
     * @param call makes, within the budget, the function to call followed by its arguments
     */
    public void start(long gas, long memory, Supplier<Object[]> call) {
        state.begin(gas, memory);
        gasAtStart = gas;
        failure = null;
        printed.reset();
        attempt(() -> {
            state.fuel = gas;
            state.reserve = 0;
            begin(call.get());
        });
        state.reserve += state.fuel;
        state.fuel = 0;
    }

    /** Goes on for about so many steps. @return whether the evaluation is over */
    public boolean advance(long steps) {
        if (over()) {
            return true;
        }
        long total = state.fuel + state.reserve;
        state.fuel = Math.min(Math.max(1, steps), total);
        state.reserve = total - state.fuel;
        attempt(() -> {
            if (total <= 0) {
                throw new BudgetException("out of gas");
            }
            execute();
        });
        return over();
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (Uncaught e) {
            failure =
                    e.value instanceof LuaString s ? s.toString() : "error object is a " + typeName(e.value) + " value";
        } catch (BudgetException e) {
            failure = e.getMessage();
        } catch (LuaError e) {
            failure = String.valueOf(e.value);
        }
    }

    /** Ends the evaluation with work of the host, within its budget. */
    public void afterwards(Runnable step) {
        attempt(step);
    }

    public boolean over() {
        return failure != null || results != null;
    }

    /** Why it failed; null when it did not. */
    public String failure() {
        return failure;
    }

    public Object[] results() {
        return results;
    }

    public long used() {
        return gasAtStart - state.fuel - state.reserve;
    }

    /** Keeps or takes back what the evaluation did, and forgets it. */
    public void close(boolean keep) {
        end();
        if (keep) {
            state.commit();
        } else {
            state.rollBack();
        }
        results = null;
        failure = null;
    }
}
