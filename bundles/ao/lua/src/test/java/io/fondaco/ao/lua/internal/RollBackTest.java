package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Outcome;
import io.fondaco.ao.spi.Turn;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** What an evaluation did is kept whole or taken back whole. */
public class RollBackTest {
    private static final String MODULE =
            """
            small = { 1, 2, 3, a = 1 }
            big = {}
            for i = 1, 300 do big[i] = i big["k" .. i] = i end
            meta = setmetatable({}, { __index = function() return "m" end })
            local up = 0
            function bump() up = up + 1 return up end
            co = coroutine.create(function(...)
              local held = { ... }
              while true do
                held[#held + 1] = coroutine.yield(#held)
                up = up + 10
              end
            end)
            coroutine.resume(co, 1, 2, 3)
            gen = coroutine.wrap(function() local n = 0 while true do n = n + 1 pcall(coroutine.yield, n) end end)
            gen()
            Handlers.add("Do", "Do", function(msg)
              local f = assert(load(msg.Data, "=do"))
              msg.reply({ Data = tostring(f()) })
            end)
            function census()
              local out = {}
              for k, v in pairs(big) do out[#out + 1] = tostring(k) .. "=" .. tostring(v) end
              for k, v in pairs(small) do out[#out + 1] = tostring(k) .. "=" .. tostring(v) end
              return table.concat(out, ",") .. "|" .. #big .. "|" .. #small .. "|" .. tostring(meta.x)
            end
            """;

    private static final List<String> CHANGES = List.of(
            "small[2] = nil",
            "small[#small + 1] = 4 small.b = 2 small.a = nil",
            "for i = 1, 3 do small[i] = nil end small.a = nil",
            "for i = 1, 300 do big[i] = nil end",
            "for i = 300, 1, -1 do big[i] = nil big['k' .. i] = nil end",
            "for i = 1, 2000 do big['n' .. i] = i end",
            "for i = 301, 2000 do big[i] = i end",
            "for i = 1, 100 do table.remove(big, 1) end",
            "for i = 1, 50 do table.insert(big, 1, i) end",
            "for k in pairs(big) do big[k] = nil end for i = 1, 10 do big['z' .. i] = i end",
            "big[302] = 1 big[301] = 1 big[301] = nil big[302] = nil",
            "for i = 1, 1000 do big.k1 = i end",
            "setmetatable(meta, nil)",
            "getmetatable(meta).__index = nil",
            "getmetatable(meta).__index = { x = 5 }",
            "setmetatable(small, { __len = function() return 99 end })",
            "bump() bump()",
            "coroutine.resume(co, 'x')",
            "for i = 1, 50 do coroutine.resume(co, i) end",
            "gen() gen()",
            "co = nil collectgarbage()",
            "gen = nil bump = nil big = nil small = nil census = nil",
            "tostring(small) tostring(co) tostring(gen) tostring(bump)",
            "string.upper = nil getmetatable('').__index = nil",
            "Handlers.add('X', 'X', print) Handlers.remove('Do')",
            "Handlers.list = {}",
            "ao.reference = 50 ao.id = 'other' Owner = 'me'",
            "Send({ Target = 'a' }) Spawn('m', {}) Assign({ Processes = {}, Message = 'm' })",
            "coroutine.wrap(function() Handlers.receive({ Action = 'Never' }) end)()",
            "math.randomseed(1) math.random()",
            "coroutine.wrap(function() coroutine.resume(co, 1) error('in coroutine') end)()",
            "debts = coroutine.create(function() coroutine.yield() end) coroutine.resume(debts)",
            "table.sort(big, function(a, b) return a > b end)",
            "for i = 1, 10 do small = { small } end",
            "rawset(_G, 'new' .. #big, 1)",
            "math.floor = nil table.concat = nil");

    private static Unit unit() {
        Unit unit = Unit.sealed(MODULE);
        assertThat(unit.boot().error()).isEmpty();
        return unit;
    }

    private static Outcome run(Unit unit, String code) {
        return unit.send(code, "Action", "Do");
    }

    @Test
    public void takesBackEveryKindOfChangeWhenTheMessageFails() {
        for (String change : CHANGES) {
            Unit unit = unit();
            String before = unit.hash();
            String census = Unit.text(
                    unit.dryRun("return census()", "Action", "Do").messages().get(0));
            long memory = unit.instance.memory();
            Outcome outcome = run(unit, change + " error('undo')");
            assertThat(outcome.error()).as(change).isPresent();
            assertThat(unit.hash()).as(change).isEqualTo(before);
            assertThat(unit.instance.memory()).as(change).isEqualTo(memory);
            assertThat(Unit.text(unit.dryRun("return census()", "Action", "Do")
                            .messages()
                            .get(0)))
                    .as(change)
                    .isEqualTo(census);
        }
    }

    @Test
    public void aDryRunLeavesNothing() {
        for (String change : CHANGES) {
            Unit unit = unit();
            String before = unit.hash();
            unit.dryRun(change, "Action", "Do");
            assertThat(unit.hash()).as(change).isEqualTo(before);
        }
    }

    @Test
    public void failuresAndDryRunsAreNotSeenByWhatFollows() {
        Random random = new Random(7);
        Unit plain = unit();
        Unit disturbed = unit();
        for (int i = 0; i < 120; i++) {
            String change = CHANGES.get(random.nextInt(CHANGES.size()));
            boolean fatal = change.contains("nil math")
                    || change.contains("census")
                    || change.contains("Handlers")
                    || change.contains("nil table")
                    || change.contains("__index")
                    || change.contains("co = nil")
                    || change.contains("small = {")
                    || change.contains("setmetatable(small");
            disturbed.dryRun(CHANGES.get(random.nextInt(CHANGES.size())), "Action", "Do");
            if (fatal) {
                disturbed.dryRun(change + " error('x')", "Action", "Do");
                continue;
            }
            Outcome expected = run(plain, change);
            Outcome outcome = run(disturbed, change);
            assertThat(outcome.error()).isEqualTo(expected.error());
            assertThat(outcome.gasUsed()).as(change).isEqualTo(expected.gasUsed());
            assertThat(disturbed.hash()).as(change).isEqualTo(plain.hash());
        }
    }

    @Test
    public void anAbandonedEvaluationLeavesNothing() {
        Unit unit = unit();
        String before = unit.hash();
        for (int steps = 1; steps < 4000; steps += 37) {
            Turn turn = unit.instance.evaluate(unit.message(
                    Unit.OWNER,
                    Unit.OWNER,
                    "for i = 1, 300 do big[i] = nil coroutine.resume(co, i) end",
                    "Action",
                    "Do"));
            turn.advance(steps);
            turn.abandon();
            assertThat(unit.hash()).isEqualTo(before);
        }
    }

    @Test
    public void anEvaluationCutAnywhereByItsGasLeavesNothing() {
        for (long gas = 900; gas < 9000; gas += 211) {
            Unit unit = Unit.of(LuaRuntime.SEALED, MODULE.replace("300", "30"), new Limits(gas * 20, 64 << 20, 200));
            assertThat(unit.boot().error()).isEmpty();
            String before = unit.hash();
            Outcome outcome = run(
                    unit,
                    "for i = 1, 1e9 do big[i % 40] = nil big['q' .. i % 50] = i coroutine.resume(co, i) gen() bump() end");
            assertThat(outcome.error()).hasValue("out of gas");
            assertThat(outcome.gasUsed()).isEqualTo(gas * 20);
            assertThat(unit.hash()).isEqualTo(before);
        }
    }

    @Test
    public void theSameMessagesGiveTheSameHashInAFreshProcess() {
        Unit one = unit();
        Unit two = unit().inSlicesOf(1);
        for (String change : CHANGES.subList(0, 22)) {
            if (!change.contains("co = nil") && !change.contains("gen = nil")) {
                run(one, change);
                run(two, change);
                assertThat(two.hash()).as(change).isEqualTo(one.hash());
            }
        }
    }

    @Test
    public void everyChangeChangesTheHash() {
        for (String change : CHANGES.subList(0, 20)) {
            if (!change.contains("301] = nil big")) {
                Unit unit = unit();
                Unit other = unit();
                run(unit, change);
                run(other, "return 1");
                assertThat(unit.hash()).as(change).isNotEqualTo(other.hash());
            }
        }
    }

    @Test
    public void refusesAStateLargerThanItsLimitEvenWhenItGrewSlowly() {
        Unit unit = Unit.of(
                LuaRuntime.SEALED,
                "t = {} Handlers.add('Do', 'Do', function(m) t[#t + 1] = ('x'):rep(100000) m.reply({ Data = tostring(#t) }) end)",
                new Limits(50_000_000, 4 << 20, 200));
        unit.boot();
        int kept = 0;
        Outcome outcome = unit.send("", "Action", "Do");
        while (outcome.error().isEmpty() && kept < 100) {
            kept++;
            outcome = unit.send("", "Action", "Do");
        }
        assertThat(outcome.error()).hasValue("out of memory");
        assertThat(kept).isBetween(30, 42);
        assertThat(unit.instance.memory()).isLessThanOrEqualTo(4 << 20);
        assertThat(unit.send("", "Action", "Do").error()).hasValue("out of memory");
        assertThat(unit.send("", "Action", "Other").error()).isEmpty();
    }
}
