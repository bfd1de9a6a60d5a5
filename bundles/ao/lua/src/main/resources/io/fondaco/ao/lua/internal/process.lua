-- One message at a time: the module's code first, then trust, then the handlers.
local host, sources, env, trusted, open, main = ...
local type, error, pcall, tostring, ipairs, pairs, load = type, error, pcall, tostring, ipairs, pairs, load
local create, resume, status = coroutine.create, coroutine.resume, coroutine.status

local modules = sources.modules(host)
local utils = modules.utils
Handlers = sources.handlers(utils)
ao = sources.ao(utils, Handlers, env, trusted)
Owner = env.Process.Owner
Name = utils.Tab(env.Process).Name or "process"
Inbox = {}
Utils = utils
Send = function(msg) return ao.send(msg) end
Spawn = function(module, msg) return ao.spawn(module, msg) end
Assign = function(assignment) return ao.assign(assignment) end
Receive = function(pattern) return Handlers.receive(pattern) end
local handlers, process = Handlers, ao

local loaded = {
  json = modules.json,
  base64 = modules.base64,
  bint = modules.bint,
  crypto = modules.crypto,
  utils = utils,
  chance = modules.chance,
  handlers = handlers,
  ["handlers-utils"] = handlers.utils,
  ao = process,
  string = string, table = table, math = math, utf8 = utf8, coroutine = coroutine, os = os, _G = _G,
}

function require(name)
  local module = type(name) == "string" and (loaded[name] or name:sub(1, 1) == "." and loaded[name:sub(2)])
  if not module then error("module '" .. tostring(name) .. "' not found: json, .base64, .bint, .crypto, .utils, .chance, "
    .. ".handlers and ao are there", 2) end
  return module
end

function Prompt() return Name .. "[Inbox:" .. tostring(#Inbox) .. "]> " end

-- ---------------------------------------------------------------- what an open process has more

-- A value as text for people: tables to four levels.
local function dump(v, depth)
  if type(v) == "string" and depth > 0 then return string.format("%q", v) end
  if type(v) ~= "table" or depth >= 4 then return tostring(v) end
  local meta = getmetatable(v)
  if type(meta) == "table" and meta.__tostring then return tostring(v) end
  local parts, indent = {}, ("  "):rep(depth + 1)
  local n = #v
  for i = 1, n do parts[i] = indent .. dump(v[i], depth + 1) end
  for k, e in pairs(v) do
    if not (math.type(k) == "integer" and k >= 1 and k <= n) then
      local key = type(k) == "string" and k:find("^[%a_][%w_]*$") and k or "[" .. dump(k, depth + 1) .. "]"
      parts[#parts + 1] = indent .. key .. " = " .. dump(e, depth + 1)
    end
  end
  if #parts == 0 then return "{}" end
  return "{\n" .. table.concat(parts, ",\n") .. "\n" .. ("  "):rep(depth) .. "}"
end

local function evaluate(code)
  local f = load("return " .. code, "aos", "t", _G)
  if not f then
    local err
    f, err = load(code, "aos", "t", _G)
    if not f then error(err, 0) end
  end
  local value, err = f()
  if err then error(err, 0) end
  local printed = host.printed()
  local shown = value ~= nil and dump(value, 0) or ""
  local output = { output = printed .. shown, prompt = Prompt() }
  if type(value) == "table" then
    local ok, json = pcall(host.json_encode, value)
    if ok then output.json = json end
  end
  process.outbox.Output = { data = output, prompt = output.prompt }
end

if open then
  Dump = function(v) return dump(v, 0) end
  handlers.add("_eval", function(msg) return msg.Action == "Eval" and msg.From == Owner end, function(msg)
    evaluate(msg.Data)
  end)
  handlers._default = function(msg)
    if msg.Nonce == 0 then return end
    Inbox[#Inbox + 1] = msg
    print("New Message From " .. tostring(msg.From) .. ": " .. (msg.Action and "Action = " .. tostring(msg.Action)
      or "Data = " .. tostring(msg.Data):sub(1, 120)))
  end
end

-- ---------------------------------------------------------------- evaluation

local begun = false

local function handle(msg)
  process.clearOutbox()
  process.normalize(msg)
  if not begun then
    main()
    begun = true
    if open and msg.Nonce == 0 and msg["On-Boot"] == "Data" then evaluate(msg.Data) end
  end
  -- A program may want to know of every line of its schedule, also of those it is not given.
  if msg.Nonce ~= 0 and type(Scheduled) == "function" then
    Scheduled(msg.Nonce, msg.Timestamp, msg["Hash-Chain"])
  end
  if msg.Nonce ~= 0 and msg.From ~= msg.Owner and not process.isTrusted(msg) then
    print("Message is not trusted! From: " .. tostring(msg.From) .. " - Owner: " .. tostring(msg.Owner))
    return
  end
  if msg.Nonce ~= 0 and process.isAssignment(msg) and not process.isAssignable(msg) then
    print("Assignment is not trusted by this process! From: " .. tostring(msg.From))
    return
  end
  process.equip(msg)
  local co = create(function() return handlers.evaluate(msg, env) end)
  local ok, err = resume(co)
  if not ok then error(err, 0) end
  handlers.keep(co)
end

local function finish()
  local outbox = process.outbox
  local output = outbox.Output
  if type(output) == "table" and next(output) == nil then output = nil end
  if output == nil then
    local printed = host.printed()
    if printed ~= "" then output = { data = printed:sub(1, -2), prompt = Prompt(), print = true } end
  end
  if outbox.Error ~= nil then error(outbox.Error, 0) end
  return output, outbox.Messages, outbox.Spawns, outbox.Assignments
end

-- The host calls this with each message.
return function(msg)
  local ok, err = pcall(handle, msg)
  if not ok then error(type(err) == "string" and err or tostring(err), 0) end
  return finish()
end
