-- The modules that require gives: json, .base64, .bint, .crypto, .utils, .chance. Names with and without the dot.
local host = ...
local type, error, setmetatable, getmetatable, rawget, math_type =
  type, error, setmetatable, getmetatable, rawget, math.type
local tostring, tonumber, pairs, ipairs, assert = tostring, tonumber, pairs, ipairs, assert
local modules = {}

modules.json = { encode = host.json_encode, decode = host.json_decode, _version = "0.2.0" }

modules.base64 = {
  encode = function(s) return host.base64(s) end,
  decode = function(s) return host.unbase64(s) end,
  encode_url = host.base64url,
  decode_url = host.unbase64url,
}

-- ---------------------------------------------------------------- crypto

local function digest(name)
  return function(data)
    local raw = host.digest(name, data)
    return {
      asBytes = function() return { raw:byte(1, -1) } end,
      asHex = function() return host.hex(raw) end,
      asString = function() return raw end,
    }
  end
end

local crypto = { digest = {}, utils = {} }
for _, name in ipairs({ "md5", "sha1", "sha2_256", "sha2_512", "sha3_256", "sha3_512", "keccak256", "keccak512" }) do
  crypto.digest[name] = digest(name)
end
local function same(s) return s end
crypto.utils.hex = { stringToHex = host.hex, hexToString = host.unhex }
crypto.utils.stream = { fromString = same, toString = same, fromHex = host.unhex, toHex = host.hex }
crypto.utils.base64 = { encode = host.base64, decode = host.unbase64 }
modules.crypto = crypto

-- ---------------------------------------------------------------- bint

local sizes = {}

-- Integers of a fixed number of bits: {raw}, raw as the host keeps it. Immutable. What does not fit is an error.
local function bint(bits)
  bits = bits or 256
  if sizes[bits] then return sizes[bits] end
  local class = { bits = bits }
  class.__index = class

  local function make(raw) return setmetatable({ raw }, class) end
  local function isbint(x) return getmetatable(x) == class end

  local function convert(x)
    if isbint(x) then return x end
    local t = math_type(x)
    if t == "integer" then return make(host.big_integer(x, bits)) end
    if t == "float" then
      local i = math.tointeger(x)
      if i then return make(host.big_integer(i, bits)) end
      return nil
    end
    if type(x) == "string" then
      local base, digits = 10, x
      local sign, hex = x:match("^([-+]?)0[xX](%x+)$")
      if hex then base, digits = 16, sign .. hex end
      local raw = host.big_parse(digits, base, bits)
      return raw and make(raw)
    end
    return nil
  end

  local function new(x)
    local b = convert(x)
    if not b then error("value cannot be represented by a bint", 3) end
    return b
  end

  local function float(x)
    if isbint(x) then return host.big_float(x[1]) end
    return tonumber(x)
  end

  -- A binary operator: on integers by the host, on a float with a fraction as floats.
  local function operator(name, floats)
    local f = host[name]
    return function(x, y)
      local a, b = convert(x), convert(y)
      if a and b then return make(f(a[1], b[1], bits)) end
      local p, q = float(x), float(y)
      if floats and p and q then return floats(p, q) end
      error("value cannot be represented by a bint", 2)
    end
  end

  local function compare(x, y)
    local a, b = convert(x), convert(y)
    if a and b then return host.big_compare(a[1], b[1]) end
    local p, q = float(x), float(y)
    if not p or not q then error("value cannot be represented by a bint", 3) end
    return p < q and -1 or p > q and 1 or 0
  end

  class.__add = operator("big_add", function(a, b) return a + b end)
  class.__sub = operator("big_sub", function(a, b) return a - b end)
  class.__mul = operator("big_mul", function(a, b) return a * b end)
  class.__idiv = operator("big_floor_div", function(a, b) return a // b end)
  class.__mod = operator("big_floor_mod", function(a, b) return a % b end)
  class.__band = operator("big_and")
  class.__bor = operator("big_or")
  class.__bxor = operator("big_xor")
  class.ipow = operator("big_pow")
  class.tdiv = operator("big_trunc_div")
  class.tmod = operator("big_trunc_mod")
  class.add, class.sub, class.mul = class.__add, class.__sub, class.__mul
  class.idiv, class.mod = class.__idiv, class.__mod
  class.udiv, class.umod = class.__idiv, class.__mod
  function class.__pow(x, y) return float(x) ^ float(y) end
  function class.__div(x, y) return float(x) / float(y) end
  class.pow, class.div = class.__pow, class.__div
  function class.__unm(x) return make(host.big_neg(x[1], bits)) end
  function class.__bnot(x) return make(host.big_not(x[1], bits)) end
  function class.__shl(x, n) return make(host.big_shift(new(x)[1], math.tointeger(float(n)), bits)) end
  function class.__shr(x, n) return make(host.big_shift(new(x)[1], -math.tointeger(float(n)), bits)) end
  function class.__eq(x, y) return x[1] == y[1] end
  function class.__lt(x, y) return compare(x, y) < 0 end
  function class.__le(x, y) return compare(x, y) <= 0 end
  function class.__tostring(x) return host.big_text(x[1]) end
  function class.__concat(x, y) return tostring(x) .. tostring(y) end
  class.unm = class.__unm
  function class.eq(x, y) return compare(x, y) == 0 end
  class.lt, class.le = class.__lt, class.__le
  function class.ult(x, y) return compare(x, y) < 0 end
  function class.ule(x, y) return compare(x, y) <= 0 end
  function class.idivmod(x, y) return class.__idiv(x, y), class.__mod(x, y) end
  class.udivmod = class.idivmod

  class.new = function(x) return new(x) end
  class.frominteger = class.new
  class.fromuinteger = class.new
  function class.fromstring(s)
    if type(s) ~= "string" then return nil end
    return convert(s)
  end
  function class.frombase(s, base)
    if type(s) ~= "string" then return nil end
    local raw = host.big_parse(s, base or 10, bits)
    return raw and make(raw)
  end
  function class.tobint(x) return convert(x) end
  function class.parse(x) return convert(x) or tonumber(x) end
  class.isbint = isbint
  function class.isintegral(x) return isbint(x) or math_type(x) == "integer" or convert(x) ~= nil and type(x) == "number" end
  function class.isnumeric(x) return isbint(x) or type(x) == "number" end
  function class.type(x) return isbint(x) and "bint" or math_type(x) end
  function class.tonumber(x)
    if isbint(x) then return host.big_long(x[1]) or host.big_float(x[1]) end
    return tonumber(x)
  end
  function class.tointeger(x)
    if isbint(x) then return host.big_long(x[1]) end
    return math.tointeger(x)
  end
  class.touinteger = class.tointeger
  function class.tostring(x) return tostring(x) end
  function class.tobase(x, base) return host.big_text(new(x)[1], base or 10) end
  local function sign(x) return host.big_sign(new(x)[1]) end
  function class.isneg(x) return sign(x) < 0 end
  function class.ispos(x) return sign(x) > 0 end
  function class.iszero(x) return sign(x) == 0 end
  function class.isone(x) return compare(x, 1) == 0 end
  function class.isminusone(x) return compare(x, -1) == 0 end
  function class.iseven(x) return compare(class.__mod(x, 2), 0) == 0 end
  function class.isodd(x) return compare(class.__mod(x, 2), 0) ~= 0 end
  function class.abs(x) return sign(x) < 0 and -new(x) or new(x) end
  function class.inc(x) return class.__add(x, 1) end
  function class.dec(x) return class.__sub(x, 1) end
  function class.max(x, y) return compare(x, y) >= 0 and new(x) or new(y) end
  function class.min(x, y) return compare(x, y) <= 0 and new(x) or new(y) end
  function class.zero() return new(0) end
  function class.one() return new(1) end
  function class.maxinteger() return make(host.big_limit(bits, true)) end
  function class.mininteger() return make(host.big_limit(bits, false)) end

  setmetatable(class, { __call = function(_, x) return new(x) end })
  sizes[bits] = class
  return class
end
modules.bint = bint

-- ---------------------------------------------------------------- utils

local utils = { _version = "0.0.5" }

-- Whether a message has what a table of wishes says: a value, a Lua pattern, "_" for anything, a function, or one of a list.
local function matches(wish, value, message)
  if type(wish) == "function" then return wish(value, message) and true or false end
  if type(wish) == "table" then
    for _, each in ipairs(wish) do
      if matches(each, value, message) then return true end
    end
    return false
  end
  if wish == "_" then return value ~= nil end
  if value == nil then return false end
  if wish == value then return true end
  if type(wish) == "string" and type(value) == "string" then
    if wish:find("[%^%$%(%)%%%.%[%]%*%+%?]") then return value:match(wish) ~= nil end
    return false
  end
  return tostring(wish) == tostring(value)
end

local function field(message, name)
  local v = message[name]
  if v == nil and type(message.Tags) == "table" then v = message.Tags[name] end
  return v
end

function utils.matchesPattern(pattern, value, message) return value ~= nil and matches(pattern, value, message) end

function utils.matchesSpec(message, spec)
  if type(spec) == "function" then return spec(message) end
  if type(spec) == "table" then
    for name, wish in pairs(spec) do
      if not matches(wish, field(message, name), message) then return false end
    end
    return true
  end
  if type(spec) == "string" then return message.Action == spec end
  return false
end

function utils.curry(f, arity)
  arity = arity or 2
  if arity < 2 then return f end
  return function(a) return function(b) return f(a, b) end end
end

local function twice(f)
  return function(a, b)
    if b ~= nil then return f(a, b) end
    return function(c) return f(a, c) end
  end
end

function utils.concat(a, b)
  local out = {}
  for _, v in ipairs(a) do out[#out + 1] = v end
  for _, v in ipairs(b) do out[#out + 1] = v end
  return out
end

function utils.reduce(f, initial, t)
  local function run(list)
    local acc = initial
    for i, v in ipairs(list) do
      if acc == nil and initial == nil and i == 1 then acc = v else acc = f(acc, v, i) end
    end
    return acc
  end
  if t == nil then return run end
  return run(t)
end

utils.map = twice(function(f, t)
  local out = {}
  for i, v in ipairs(t) do out[i] = f(v, i) end
  return out
end)
utils.filter = twice(function(f, t)
  local out = {}
  for _, v in ipairs(t) do
    if f(v) then out[#out + 1] = v end
  end
  return out
end)
utils.find = twice(function(f, t)
  for _, v in ipairs(t) do
    if f(v) then return v end
  end
end)
utils.prop = twice(function(name, t) return t[name] end)
utils.includes = twice(function(value, t)
  for _, v in ipairs(t) do
    if v == value then return true end
  end
  return false
end)

function utils.propEq(name, value, t)
  if value == nil then return function(v, u) if u ~= nil then return u[name] == v end return function(w) return w[name] == v end end end
  if t == nil then return function(u) return u[name] == value end end
  return t[name] == value
end

function utils.reverse(t)
  local out, n = {}, #t
  for i = 1, n do out[i] = t[n - i + 1] end
  return out
end

function utils.compose(...)
  local list = { ... }
  return function(v)
    for i = #list, 1, -1 do v = list[i](v) end
    return v
  end
end

function utils.keys(t)
  local out = {}
  for k in pairs(t) do out[#out + 1] = k end
  return out
end

function utils.values(t)
  local out = {}
  for _, v in pairs(t) do out[#out + 1] = v end
  return out
end

-- A list of tags as a map; the last of a name wins.
function utils.Tab(message)
  local map = {}
  for _, tag in ipairs(message.Tags or {}) do
    if tag.name then map[tag.name] = tag.value end
  end
  return map
end
modules.utils = utils

-- ---------------------------------------------------------------- chance

-- As predictable as math.random: from the message alone.
modules.chance = {
  seed = function(n) math.randomseed(n) end,
  random = function() return math.random() end,
  integer = function(min, max) return math.random(min, max) end,
}

return modules
