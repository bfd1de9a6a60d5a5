package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.Outcome;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Code that would take all of a machine: each has its refusal, and the state stays as it was. */
@RunWith(Parameterized.class)
public class BombTest {
    private static final Limits LIMITS = new Limits(1_500_000, 2 << 20, 200);
    private static final String GAS = "out of gas";
    private static final String MEMORY = "out of memory";
    private static final String DEPTH = "stack overflow";

    private final String code;
    private final String refusal;

    public BombTest(String code, String refusal) {
        this.code = code;
        this.refusal = refusal;
    }

    @Parameters(name = "{0}")
    public static List<Object[]> bombs() {
        return List.of(
                bomb("while true do end", GAS),
                bomb("while true do pcall(error) end", GAS),
                bomb("while true do pcall(function() while true do end end) end", GAS),
                bomb("pcall(function() while true do end end) count = 5", GAS),
                bomb("xpcall(function() while true do end end, function() count = 6 end)", GAS),
                bomb("repeat until false", GAS),
                bomb("for i = 1, math.huge do end", GAS),
                bomb("for i = 1.0, math.huge, 0.0001 do end", GAS),
                bomb("::a:: goto a", GAS),
                bomb("local s = 'x' while true do s = s .. s end", MEMORY),
                bomb("pcall(function() local s = 'x' while true do s = s .. s end end)", MEMORY),
                bomb("return #('x'):rep(1e9)", MEMORY),
                bomb("pcall(string.rep, 'x', 1e9)", MEMORY),
                bomb("('x'):rep(1e5):gsub('x', function() return ('y'):rep(1e5) end)", MEMORY),
                bomb("('x'):rep(1e5):gsub('x', ('y'):rep(1e3))", MEMORY),
                bomb(
                        "string.format('%99.99f', 1) local t = {} for i = 1, 1e6 do t[i] = ('%99d'):format(i) end",
                        MEMORY),
                bomb("local function f() return 1 + f() end f()", DEPTH),
                bomb("local function f() pcall(f) end f()", DEPTH),
                bomb("local function f() return f() end f()", GAS),
                bomb(
                        "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] + 1 end return t.x",
                        DEPTH),
                bomb(
                        "local a, b = {}, {} setmetatable(a, { __add = function() return b + a end }) "
                                + "setmetatable(b, { __add = function() return -a end }) getmetatable(a).__unm = function() return a + b end return a + b",
                        DEPTH),
                bomb(
                        "local a, b = {}, {} setmetatable(a, { __add = function() return 1 + (b + a) end }) "
                                + "setmetatable(b, { __add = function() return 1 + (a + b) end }) return a + b",
                        DEPTH),
                bomb(
                        "local t = setmetatable({}, { __tostring = function(t) return 'x' .. tostring(t) end }) error(t)",
                        DEPTH),
                bomb("error(setmetatable({}, { __tostring = function() while true do end end }))", GAS),
                bomb(
                        "local t = setmetatable({}, {}) getmetatable(t).__call = function(...) return t(...) end t()",
                        DEPTH),
                bomb("local function f() coroutine.wrap(f)() end f()", DEPTH),
                bomb("local t = {} while true do t[#t + 1] = coroutine.create(function() end) end", MEMORY),
                bomb("while true do coroutine.wrap(function() coroutine.yield() end)() end", MEMORY),
                bomb("coroutine.wrap(function() while true do end end)()", GAS),
                bomb("coroutine.resume(coroutine.create(function() while true do end end))", GAS),
                bomb("local t = {} for i = 1, math.huge do t[i] = i end", MEMORY),
                bomb("local t = {} for i = 1, math.huge do t['k' .. i] = i end", MEMORY),
                bomb("local t = {} while true do t = { t } end", MEMORY),
                bomb("local t = {} while true do t[{}] = true end", MEMORY),
                bomb("while true do local x = function() return count end end", MEMORY),
                bomb(
                        "table.concat(setmetatable({}, { __len = function() return 1e9 end, __index = function() return 'x' end }))",
                        null),
                bomb(
                        "table.unpack({}, 1, 240000) table.unpack({}, 1, 240000) local function f(...) return f(1, ...) end f()",
                        null),
                bomb("table.move({}, 1, 1e15, 2)", GAS),
                bomb("table.insert(setmetatable({}, { __len = function() return 1e15 end }), 1, 1)", GAS),
                bomb("table.sort({ 3, 2, 1, 5, 4 }, function() while true do end end)", GAS),
                bomb("table.sort(setmetatable({}, { __len = function() return 1e15 end }))", null),
                bomb("('a'):rep(30):match(('a?'):rep(30) .. ('a'):rep(30))", "pattern too complex"),
                bomb("('x'):rep(1000):match('x*x*x*x*x*x*y')", "pattern too complex"),
                bomb("while true do pcall(string.match, ('x'):rep(300), 'x*x*x*x*y') end", GAS),
                bomb("('('):rep(1000):match(('('):rep(300))", "too many captures"),
                bomb("assert(load(('('):rep(1e5)))", "too many C levels"),
                bomb("while true do load('x = 1') end", null),
                bomb("assert(load('return ' .. ('{'):rep(1e5)))", "too many C levels"),
                bomb("load(function() return 'x = 1 ' end)", null),
                bomb("error(load('x = ' .. ('-'):rep(1000) .. '1'))", null),
                bomb("local t = {} t.t = t require('json').encode(t)", "circular"),
                bomb("require('json').decode(('['):rep(1e5))", "nested more than"),
                bomb("setmetatable(_G, { __index = function(_, k) return _G[k .. 'x'] end }) return nothing", null),
                bomb("print(('x'):rep(1e6)) while true do print('x') end", null),
                bomb("for k in pairs(setmetatable({}, { __pairs = function(t) return pairs(t) end })) do end", DEPTH),
                bomb("string.gsub('x', 'x', function() while true do end end)", GAS),
                bomb("for x in ('x'):rep(1e6):gmatch('') do for y in ('x'):rep(100):gmatch('') do end end", null),
                bomb("while true do Send({ Target = 'x', Data = 'y' }) end", null),
                bomb("while true do Handlers.add('h' .. math.random(), 'x', print) end", null),
                bomb("local t = { 1 } while true do next(t) t[1] = nil t[1] = 1 end", GAS),
                bomb(
                        "local t = {} for i = 1, 1e4 do t['k' .. i] = i end for i = 1, 1e4 do t['k' .. i] = nil end while true do next(t) end",
                        GAS),
                bomb("return ('x'):rep(1e6):rep(1e6)", "resulting string too large"),
                bomb("local s = ('x'):rep(1e6) while true do s:upper() end", MEMORY),
                bomb("while true do require('.crypto').digest.sha2_256(('x'):rep(1e5)) end", null),
                bomb("local b = require('.bint')(256) local x = b(2) while true do x = x * x end", "integer overflow"),
                bomb("return require('.bint')(4096)(2) ^ 1e9, 1 // 0", "divide by zero"));
    }

    private static Object[] bomb(String code, String refusal) {
        return new Object[] {code, refusal};
    }

    private static Unit unit() {
        Unit unit = Unit.of(
                LuaRuntime.SEALED,
                "count = 1 Keep = coroutine.wrap(function() while true do coroutine.yield(count) end end) Keep() "
                        + "Handlers.add('Bomb', 'Bomb', function(msg) count = count + 1 Keep() assert(load(msg.Data))() error('survived: it did no harm') end)",
                LIMITS);
        assertThat(unit.boot().error()).isEmpty();
        return unit;
    }

    @Test
    public void endsWithARefusalAndTheOldState() {
        Unit unit = unit();
        String before = unit.hash();
        Outcome outcome = unit.send(code, "Action", "Bomb");
        assertThat(outcome.error()).isPresent();
        assertThat(outcome.error().get()).doesNotContain("survived");
        if (refusal != null) {
            assertThat(outcome.error().get()).contains(refusal);
        }
        assertThat(outcome.gasUsed()).isBetween(1L, LIMITS.gas());
        assertThat(outcome.messages()).isEmpty();
        assertThat(unit.hash()).isEqualTo(before);
    }

    @Test
    public void endsTheSameInShortSlices() {
        Outcome whole = unit().send(code, "Action", "Bomb");
        Outcome sliced = unit().inSlicesOf(997).send(code, "Action", "Bomb");
        assertThat(sliced.error()).isEqualTo(whole.error());
        assertThat(sliced.gasUsed()).isEqualTo(whole.gasUsed());
    }
}
