package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

/** What require gives. */
public class ModulesTest {

    /** What an expression prints in a process, or the error it ends with. */
    private static String value(String code) {
        Unit unit = Unit.sealed(
                "json = require('json') base64 = require('.base64') bint = require('.bint')(256) crypto = require('.crypto') "
                        + "utils = require('.utils') Handlers.add('V', 'V', function(m) print(assert(load(m.Data, '=v'))()) end)");
        assertThat(unit.boot().error()).isEmpty();
        var outcome = unit.send("return " + code, "Action", "V");
        if (outcome.error().isPresent()) {
            return "ERROR " + outcome.error().get();
        }
        String output = outcome.output();
        int from = output.indexOf("\"data\":\"") + 8;
        return output.substring(from, output.indexOf("\",\"prompt\""))
                .replace("\\t", " ")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");
    }

    @Test
    public void writesJson() {
        assertThat(value("json.encode({ 1, 'a', true, 2.5, 1e100, { x = 1, y = {} } })"))
                .isEqualTo("[1,\"a\",true,2.5,1e+100,{\"x\":1,\"y\":[]}]");
        assertThat(value("json.encode({ b = 1, a = 2, c = 3 })")).isEqualTo("{\"b\":1,\"a\":2,\"c\":3}");
        assertThat(value("json.encode(9007199254740993)")).isEqualTo("9007199254740993");
        assertThat(value("json.encode(2.0), json.encode(nil), json.encode(false)"))
                .isEqualTo("2 null false");
        assertThat(value("json.encode('a\"\\\\\\n\\1\\u{e9}/')")).isEqualTo("\"a\\\"\\\\\\n\\u0001\u00e9/\"");
        assertThat(value("json.encode({ 1, 2, x = 3 })")).contains("mixed or invalid key types");
        assertThat(value("json.encode({ [1] = 1, [3] = 3 })")).contains("ERROR");
        assertThat(value("json.encode({ [2] = 1 })")).contains("mixed or invalid key types");
        assertThat(value("json.encode(0/0)")).contains("unexpected number value 'nan'");
        assertThat(value("json.encode(print)")).contains("unexpected type 'function'");
    }

    @Test
    public void readsJson() {
        assertThat(value("json.decode('{\"a\": [1, 2.5, -3e2, \"x\", null, true], \"b\": {}}').a[2]"))
                .isEqualTo("2.5");
        assertThat(value("math.type(json.decode('12')), math.type(json.decode('12.0')), json.decode('-0')"))
                .isEqualTo("integer float 0");
        assertThat(
                        value(
                                "#json.decode('[1,2,3]'), json.decode('\"\\\\u00e9\\\\ud83d\\\\ude00\\\\n\"') == '\\u{e9}\\u{1f600}\\n'"))
                .isEqualTo("3 true");
        assertThat(value("json.decode('{\"a\":1,\"a\":2}').a")).isEqualTo("2");
        for (String bad : new String[] {
            "",
            "{",
            "[1,",
            "[1 2]",
            "{\"a\" 1}",
            "{a:1}",
            "01",
            "1.",
            "+1",
            "tru",
            "nul",
            "\"",
            "[1] x",
            "'a'",
            "[,]",
            "{,}",
            "1e",
            "-",
            "[1,]",
            "\"\\q\"",
            "\"\\u12\"",
            "NaN",
            "Infinity"
        }) {
            assertThat(value("(json.decode([==[" + bad + "]==]))"))
                    .as(bad)
                    .startsWith("ERROR v:1: ")
                    .contains(" at line 1 col ");
        }
    }

    @Test
    public void encodesAndDigests() {
        assertThat(value("base64.encode('hello'), base64.decode('aGVsbG8=')")).isEqualTo("aGVsbG8= hello");
        assertThat(value("base64.decode('!')")).startsWith("ERROR").contains("not base64");
        assertThat(value("crypto.digest.sha2_256('abc').asHex()"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(value("crypto.digest.keccak256('').asHex()"))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(value("crypto.digest.keccak256(('a'):rep(135)).asHex()"))
                .isEqualTo("34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446");
        assertThat(value("crypto.digest.keccak256(('a'):rep(136)).asHex()"))
                .isEqualTo("a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e");
        assertThat(value("crypto.digest.keccak512('').asHex():sub(1, 32)"))
                .isEqualTo("0eab42de4c3ceb9235fc91acffe746b2");
        assertThat(value("crypto.digest.sha2_512('abc').asHex():sub(1, 32)"))
                .isEqualTo("ddaf35a193617abacc417349ae204131");
        assertThat(value("crypto.digest.sha3_256('').asHex():sub(1, 32)"))
                .isEqualTo("a7ffc6f8bf1ed76651c14756a061d662");
        assertThat(value("crypto.digest.sha1('abc').asHex()")).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
        assertThat(value("crypto.digest.md5(crypto.utils.stream.fromString('')).asHex()"))
                .isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(value("#crypto.digest.sha2_256('x').asString(), #crypto.digest.sha2_256('x').asBytes()"))
                .isEqualTo("32 32");
        assertThat(value("crypto.utils.hex.stringToHex('az'), crypto.utils.hex.hexToString('617a')"))
                .isEqualTo("617a az");
    }

    @Test
    public void countsWithBigIntegersThatNeverWrap() {
        assertThat(value("tostring(bint('123456789012345678901234567890') + 1)"))
                .isEqualTo("123456789012345678901234567891");
        assertThat(value("tostring(bint(2) * '3'), bint(7) // 2, bint(-7) // 2, bint(-7) % 3, bint.tdiv(-7, 2)"))
                .isEqualTo("6 3 -4 2 -3");
        assertThat(value("bint(1) == bint('1'), bint(1) < 2, 2 <= bint(2), bint(3) > bint(2), bint.eq(bint(5), 5)"))
                .isEqualTo("true true true true true");
        assertThat(value("bint.ipow(2, 200)"))
                .isEqualTo("1606938044258990275541962092341162602522202993782792835301376");
        assertThat(
                        value(
                                "bint(10) / 4, bint(2) ^ 3, -bint(5), bint.abs(-5), bint.max(1, 2), bint.iszero(0), bint.isneg(-1)"))
                .isEqualTo("2.5 8.0 -5 5 2 true true");
        assertThat(
                        value(
                                "bint.tointeger(bint(5)), math.type(bint.tonumber(bint(5))), bint.fromstring('12x'), bint.fromstring('0xff')"))
                .isEqualTo("5 integer nil 255");
        assertThat(value("bint(5) + 1.5, bint(8) >> 2, bint(1) << 10, bint(6) & 3"))
                .isEqualTo("6.5 2 1024 2");
        assertThat(value("tostring(bint.maxinteger())"))
                .isEqualTo("57896044618658097711785492504343953926634992332820282019728792003956564819967");
        assertThat(value("bint.maxinteger() + 1")).startsWith("ERROR").contains("integer overflow: more than 256 bits");
        assertThat(value("bint.mininteger() - 1")).contains("integer overflow");
        assertThat(value("bint.maxinteger() * 2")).contains("integer overflow");
        assertThat(value("bint.ipow(2, 255)")).contains("integer overflow");
        assertThat(value("bint(1) << 255")).contains("integer overflow");
        assertThat(value("bint(('9'):rep(80))")).contains("integer overflow");
        assertThat(value("bint(1) // 0")).contains("division by zero");
        assertThat(value("bint('x')")).contains("cannot be represented");
        assertThat(value("bint({})")).contains("cannot be represented");
        assertThat(value("bint(1) + {}")).contains("cannot be represented");
        assertThat(value("bint(1.5)")).contains("cannot be represented");
    }

    @Test
    public void hasSmallToolsForTables() {
        assertThat(
                        value(
                                "table.concat(utils.map(function(x) return x * 2 end, { 1, 2, 3 }), ','), utils.includes(2, { 1, 2 }), "
                                        + "utils.reduce(function(a, b) return a + b end, 0, { 1, 2, 3 }), #utils.filter(function(x) return x > 1 end)({ 1, 2, 3 })"))
                .isEqualTo("2,4,6 true 6 2");
        assertThat(value("(require('nothing'))")).startsWith("ERROR v:1: module 'nothing' not found");
        assertThat(value("require('json') == require('.json'), require('ao') == ao, require('.handlers') == Handlers"))
                .isEqualTo("true true true");
    }
}
