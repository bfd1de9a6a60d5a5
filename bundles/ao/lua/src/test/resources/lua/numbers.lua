local function p(...) print(...) end
p(1, -1, 0, -0.0, 1.0, 1e15, 1e14, 123456789012345.0, 1e16, 1e100, 2^53, 2^63, -2^63, 0.1, 1/3, 100/3, 3.14159265358979)
p(math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger, math.mininteger - 1, math.maxinteger * 2)
p(0x10, 0xff, 0xA.8p0, 0x.1p4, 0xffffffffffffffff, 0x7fffffffffffffff, 0x1p-2, 1e2, .5, 3., 3e-2, 0x10p1)
p(9223372036854775807, 9223372036854775808, -9223372036854775808, 1e308 * 10, -1e308 * 10)
p(10 / 2, 7 // 2, -7 // 2, 7 // -2, 7.0 // 2, -7.5 // 2, 7 % 3, -7 % 3, 7 % -3, -7 % -3, 7.5 % 2, -7.5 % 2, 7.5 % -2)
p(2 ^ 10, 2 ^ 0.5, (-2) ^ 2, -2 ^ 2, 2 ^ -1, 0 ^ 0)
p(1 // 0.0, -1 // 0.0, 1 % math.huge, -1 % math.huge, 1 % -math.huge, 0.0 // 1)
p(pcall(function() return 1 // 0 end)) p(pcall(function() return 1 % 0 end))
p(math.mininteger // -1, math.mininteger % -1)
p(5 & 3, 5 | 3, 5 ~ 3, ~5, 1 << 4, 1 << 63, 1 << 64, 1 << -1, 256 >> 4, -1 >> 1, -1 >> 63, -1 << 70, 2 >> -2)
p(3.0 & 1, "7" & 3, "0x10" | 0, 2.0 << 2)
p(pcall(function() return 1.5 & 1 end)) p(pcall(function() return "a" & 1 end)) p(pcall(function() return "1.5" & 1 end)) p(pcall(function() return 2^63 | 0 end))
p("10" + 1, "10" * "2", "0x10" + 0, "1e1" + 0, " 5 " + 0, "10" / 2, "7" // 2, "7" % 4, -"3", "2" ^ 2)
p(pcall(function() return "abc" + 1 end)) p(pcall(function() return {} + 1 end)) p(pcall(function() return nil + 1 end)) p(pcall(function() return "" + 1 end))
p(10 .. 20, 1.5 .. "x", -1 .. "", 2^53 .. "", 1e100 .. "")
p(1 == 1.0, "1" == 1, 0 == -0, 1/0 == math.huge, math.maxinteger + 0.0 == math.maxinteger, 2^53 == 2^53 + 1)
p(1 < 1.5, 1 <= 1.0, math.maxinteger < 2^63, math.mininteger <= -2^63, math.maxinteger + 0.0 > math.maxinteger, -2^63 < math.mininteger)
p(1 < 2, "a" < "b", "a" < "B", "" < "a", "a\0b" < "a\0c", "10" < "9", not (0/0 < 1), not (0/0 == 0/0))
for _, v in ipairs { "10", "10.", ".5", "0x", "0x1p", "1e", "1e+", " 1 ", "1 2", "", " ", "0x1.8", "1e1", "inf", "nan", "1_000", "0b1", "1e400", "-0x10", "- 1", "--1", "+1", "0x1P+2", "99999999999999999999", "-9223372036854775808", "-9223372036854775809", "0x1ffffffffffffffff" } do
  io = nil; print(string.format("%q", v), tonumber(v), math.type(tonumber(v)))
end
p(tonumber("10", 2), tonumber("zz", 36), tonumber("8", 8), tonumber("-ff", 16), tonumber("7fffffffffffffff", 16), tonumber(" 11 ", 2), tonumber("1.0", 10), tonumber("", 10))
p(pcall(tonumber)) p(pcall(tonumber, 10, 10)) p(pcall(tonumber, "10", 99)) p(tonumber(nil) == nil, tonumber({}), tonumber(true))
p(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger({}), math.type(1), math.type(1.0), math.type("1"))
p(7 // 0.5, 1e308 + 1e308, -(0/0) ~= -(0/0), 3 | 0, 3.0 == 3, 1e15 + 0.5, 12345678901234567890)
p(0.1 + 0.2, 1 - 0.9, 100 * 1.1, 1e21, 123456.789e3, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308)
for i = 1, 3 do p(i) end for i = 3, 1, -1 do p(i) end for i = 1, 2, 0.5 do p(i) end for i = 1.0, 3 do p(i) end for i = 1, 0 do p("never") end
for i = math.maxinteger - 1, math.huge do p(i) if i == math.maxinteger then break end end
for i = 1, 3.9 do p(i) end for i = -1, -3.9, -1 do p(i) end for i = "1", 2 do p(i) end for i = 1, "2" do p(i) end
p(pcall(function() for i = 1, {} do end end)) p(pcall(function() for i = {}, 1 do end end)) p(pcall(function() for i = 1, 2, {} do end end)) p(pcall(function() for i = 1, "x" do end end))
