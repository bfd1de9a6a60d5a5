-- What the standard libraries do by calling back into Lua. It is Lua so that it pauses, yields and pays like any other code.
local host = ...
local step = host.step
local type, error, select, tostring = type, error, select, tostring
local sub, byte, concat = string.sub, string.byte, table.concat
local maxinteger = math.maxinteger
local load, pcall = load, pcall
local print, unpack, tointeger = print, table.unpack, math.tointeger
local core = {}

function core.tostring(v, handler)
  local s = handler(v)
  if type(s) == "number" then return s .. "" end
  if type(s) ~= "string" then error("'__tostring' must return a string", 2) end
  return s
end

function core.pairs(t, handler)
  local f, s, c = handler(t)
  return f, s, c
end

function core.ipairs(t, i)
  local v = t[i]
  if v == nil then return nil end
  return i, v
end

local format = string.format
function core.format(f, ...)
  local n = select("#", ...)
  local args = { ... }
  for i = 1, n do
    local v = args[i]
    if type(v) == "table" then args[i] = tostring(v) end
  end
  return format(f, unpack(args, 1, n))
end

function core.print(...)
  local n = select("#", ...)
  local args = { ... }
  for i = 1, n do args[i] = tostring(args[i]) end
  print(unpack(args, 1, n))
end

function core.load(reader, name, mode, env)
  local parts, n = {}, 0
  local ok, err = pcall(function()
    while true do
      local part = reader()
      if part == nil or part == "" then break end
      if type(part) ~= "string" then error("reader function must return a string", 0) end
      n = n + 1
      parts[n] = part
    end
  end)
  if not ok then return nil, err end
  return load(concat(parts), name, mode, env)
end

function core.gmatch(s, p)
  local pos, last = 1, 0
  local function found(start, finish, ...)
    if start == nil then
      pos = #s + 2
      return nil
    end
    pos, last = finish, finish
    return ...
  end
  return function()
    return found(step(s, p, pos, last, false))
  end
end

-- One replacement: start, end and text of a match, nil when there is none.
local function replaced(by, s, start, finish, first, ...)
  if start == nil then return nil end
  local value
  if type(by) == "function" then value = by(first, ...) else value = by[first] end
  if not value then
    value = sub(s, start, finish - 1)
  elseif type(value) ~= "string" and type(value) ~= "number" then
    error("invalid replacement value (a " .. type(value) .. ")", 0)
  end
  return start, finish, value
end

function core.gsub(s, p, by, limit)
  local parts, n, count, pos, last = {}, 0, 0, 1, 0
  local anchored = byte(p) == 94
  while count < limit do
    local start, finish, value = replaced(by, s, step(s, p, pos, last, true))
    if start == nil then break end
    parts[n + 1] = sub(s, pos, start - 1)
    parts[n + 2] = value
    n = n + 2
    count = count + 1
    pos, last = finish, finish
    if anchored then break end
  end
  parts[n + 1] = sub(s, pos)
  return concat(parts), count
end

function core.max(best, ...)
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    if best < v then best = v end
  end
  return best
end

function core.min(best, ...)
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    if v < best then best = v end
  end
  return best
end

-- A merge sort: stable, and at peace with any comparator.
function core.sort(t, less)
  local n = #t
  if n < 2 then return end
  local from, to = {}, {}
  for i = 1, n do from[i] = t[i] end
  local width = 1
  while width < n do
    local i = 1
    while i <= n do
      local middle, last = i + width, i + 2 * width
      if middle > n + 1 then middle = n + 1 end
      if last > n + 1 then last = n + 1 end
      local l, r, k = i, middle, i
      while l < middle and r < last do
        local a, b = from[l], from[r]
        local later
        if less then later = less(b, a) else later = b < a end
        if later then
          to[k] = b
          r = r + 1
        else
          to[k] = a
          l = l + 1
        end
        k = k + 1
      end
      while l < middle do to[k] = from[l]; l = l + 1; k = k + 1 end
      while r < last do to[k] = from[r]; r = r + 1; k = k + 1 end
      i = last
    end
    from, to = to, from
    width = width * 2
  end
  for i = 1, n do t[i] = from[i] end
end

function core.concat(t, separator, i, j)
  separator, i, j = separator or "", i or 1, j or #t
  local parts, n = {}, 0
  for k = i, j do
    local v = t[k]
    if type(v) ~= "string" and type(v) ~= "number" then
      error("invalid value (" .. type(v) .. ") at index " .. k .. " in table for 'concat'", 2)
    end
    n = n + 1
    parts[n] = v
    if k == maxinteger then break end
  end
  return concat(parts, separator)
end

function core.insert(t, ...)
  local e = #t + 1
  local n = select("#", ...)
  if n == 1 then
    t[e] = (...)
  elseif n == 2 then
    local at, v = ...
    at = tointeger(at)
    if at == nil then error("bad argument #2 to 'insert' (number expected)", 2) end
    if at < 1 or at > e then error("bad argument #2 to 'insert' (position out of bounds)", 2) end
    for i = e, at + 1, -1 do t[i] = t[i - 1] end
    t[at] = v
  else
    error("wrong number of arguments to 'insert'", 2)
  end
end

function core.remove(t, ...)
  local size = #t
  local at = size
  if select("#", ...) > 0 then
    at = tointeger((...))
    if at == nil then error("bad argument #2 to 'remove' (number expected)", 2) end
    if not (size == 0 and at == 0) and (at < 1 or at > size + 1) then
      error("bad argument #1 to 'remove' (position out of bounds)", 2)
    end
  end
  local v = t[at]
  while at < size do
    t[at] = t[at + 1]
    at = at + 1
  end
  t[at] = nil
  return v
end

function core.move(from, f, e, at, to)
  to = to or from
  f, e, at = tointeger(f), tointeger(e), tointeger(at)
  if at > e or at <= f or to ~= from then
    for i = 0, e - f do to[at + i] = from[f + i] end
  else
    for i = e - f, 0, -1 do to[at + i] = from[f + i] end
  end
  return to
end

function core.unpack(t, i, j)
  i = i or 1
  j = j or #t
  if i > j then return end
  if j - i >= 250000 or j - i < 0 then error("too many results to unpack", 2) end
  local copy = {}
  for k = 0, j - i do copy[k + 1] = t[i + k] end
  return unpack(copy, 1, j - i + 1)
end

return core
