local p = print
p(("hello"):upper(), ("HeLLo"):lower(), ("abc"):reverse(), ("abc"):len(), #"a\0b", ("x"):rep(3), ("x"):rep(3, ","), ("x"):rep(0), ("x"):rep(-1))
p(("hello"):sub(2), ("hello"):sub(2, 3), ("hello"):sub(-3), ("hello"):sub(-3, -2), ("hello"):sub(0), ("hello"):sub(10), ("hello"):sub(3, 2), ("hello"):sub(-100, 2), ("hello"):sub(2, 100), ("hello"):sub(math.mininteger, math.maxinteger))
p(("hello"):byte(), ("hello"):byte(2), ("hello"):byte(-1), ("hello"):byte(1, -1)) p(("hello"):byte(10)) p(string.char(), string.char(72, 105), ("\255"):byte())
p(pcall(string.char, 256)) p(pcall(string.char, -1)) p(pcall(string.rep)) p(pcall(string.rep, "x", 1e18)) p(pcall(string.rep, "x", "y"))
p("a\065\x41\u{48}\u{20AC}\z
   b\
c")
p("\a\b\f\v\\\"\'" == string.char(7, 8, 12, 11, 92, 34, 39), [[
first newline dropped]], [==[a]]b]==])
p(string.format("%d %5d|%-5d|%05d|%+d|% d|%i", 42, 42, 42, 42, 42, 42, 42), string.format("%.3d|%8.3d|%-8.3d|%08.3d", 5, 5, 5, 5))
p(string.format("%x %X %#x %#X %o %#o %u", 255, 255, 255, 255, 8, 8, 7), string.format("%x", -1), string.format("%5x|%-5x|%05x", 255, 255, 255))
p(string.format("%f %.2f %10.3f|%-10.3f|%010.3f|%+f|%.0f|%#.0f", 3.14159, 3.14159, 3.14159, 3.14159, 3.14159, 3.14159, 2.5, 2.5))
p(string.format("%e %.2e %E %.0e %#.0e", 12345.678, 12345.678, 0.00012, 5e10, 5e10), string.format("%g %g %g %g %g %.3g %#g %G", 1e20, 1e-5, 0.0001, 100000, 1000000, 1234.5, 1.5, 1e-10))
p(string.format("%a %A %.2a %a %a %.0a %20a|%-20a|", 1, 0.5, 1/3, 0, -1.5, 1.9, 1, 1), string.format("%.14g %.17g %.1f %.3f", 0.1, 0.1, 0.05, 1.0005))
p(string.format("%s %10s|%-10s|%.2s|%5.1s|", "abc", "abc", "abc", "abc", "abc"), string.format("%s %s %s %s", nil, true, 1, 1.0), string.format("%c%c%c", 76, 117, 97), string.format("%5c|%-5c|", 65, 66))
p(string.format("%q", 'a "quoted"\n\0line\r\t\1271\\'), string.format("%q %q %q %q", 1, 1.5, math.mininteger, 1/0), string.format("%q %q", nil, true))
p(string.format("%%"), string.format("%5%" == nil and "" or "%%x"), string.format("%i", "10"), string.format("%d", 3.0), string.format("%.20f", 0.1), string.format("%.3f", 2^60), string.format("%.0f", 0.5), string.format("%.0f", 1.5))
p(string.format("%5s|%5s", 1, 1.5), string.format("%f %f %f", 1/0, -1/0, 1e15), string.format("%05f|%-8f|%8f", 1/0, 1/0, -1/0), string.format("%g", 2^53), string.format("%.99f", 1/3):len())
for _, f in ipairs { "%y", "%", "%10", "%.", "%-+ #0d", "%-+ #00d", "%100d", "%.100f", "%d", "%s", "%c", "%1.123d", "%#q", "%lld" } do p(f, pcall(string.format, f)) end
for _, v in ipairs { 1.5, "x", {} } do p(pcall(string.format, "%d", v)) end p(pcall(string.format, "%10s", "a\0b")) p(pcall(string.format, "%q", {}))
p(tostring(1e15), tostring(-0.0), tostring(1e300 * 1e10), tostring(nil), tostring(true), tostring("x"), tostring(12), tostring(1.25))
p(#string.format("%99.99f", -1e308), string.format("%.3s", "\u{20AC}\u{20AC}"), ("%d"):format(7), ("%s=%s"):rep(2, ";"):format(1, 2, 3, 4))
p(("a,b,c"):find(","), ("a,b,c"):find(",", 3), ("a.b"):find(".", 1, true), ("a.b"):find(".", 2, true), ("abc"):find("b", -1), ("abc"):find("b", -2), (""):find(""), (""):find("", 2), ("abc"):find("", 4), ("abc"):find("", 5), ("abc"):find("x"))
p(table.concat({1, 2.5, "x"}, "-"), table.concat({}), table.concat({1, 2, 3}, ",", 2), table.concat({1, 2, 3}, ",", 2, 3), table.concat({1, 2, 3}, ",", 3, 2)) p(pcall(table.concat, {1, {}, 3})) p(pcall(table.concat, {1, nil, 3}, ",", 1, 3))
p("a" .. "b" .. 1 .. 2.0, ("x"):rep(10) .. "y", #("x"):rep(1000, "ab"))
p(pcall(function() return "a" .. nil end)) p(pcall(function() return "a" .. {} end)) p(pcall(function() local t = {} return t.x .. "a" end)) p(pcall(function() return ("x"):bad() end)) p(("x").y, #("abc"))
p(pcall(string.sub)) p(pcall(string.sub, "x")) p(pcall(string.sub, "x", "y")) p(pcall(string.sub, "x", 1.5)) p(pcall(string.upper)) p(pcall(("x").rep, {}, 1)) p(string.len("\u{10FFFF}"))
