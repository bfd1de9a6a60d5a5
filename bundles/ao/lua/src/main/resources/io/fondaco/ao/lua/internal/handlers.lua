-- Handlers: which function gets which message.
local utils = ...
local type, error, assert, ipairs, pairs, tostring = type, error, assert, ipairs, pairs, tostring
local insert, remove = table.insert, table.remove
local running, resume, yield, status = coroutine.running, coroutine.resume, coroutine.yield, coroutine.status

local handlers = { _version = "0.0.5", list = {}, coroutines = {}, onceNonce = 0 }
handlers.utils = {}

-- ---------------------------------------------------------------- patterns and replies

function handlers.utils.hasMatchingTag(name, value)
  assert(type(name) == "string" and type(value) == "string", "invalid arguments: (name : string, value : string)")
  return function(msg) return msg.Tags[name] == value end
end

function handlers.utils.hasMatchingTagOf(name, values)
  assert(type(name) == "string" and type(values) == "table", "invalid arguments: (name : string, values : string[])")
  return function(msg)
    for _, value in ipairs(values) do
      if msg.Tags[name] == value then return true end
    end
    return false
  end
end

function handlers.utils.hasMatchingData(value)
  assert(type(value) == "string", "invalid arguments: (value : string)")
  return function(msg) return msg.Data == value end
end

function handlers.utils.reply(input)
  assert(type(input) == "table" or type(input) == "string", "invalid arguments: (input : table or string)")
  return function(msg)
    if type(input) == "string" then
      msg.reply({ Data = input })
      return
    end
    local copy = {}
    for k, v in pairs(input) do copy[k] = v end
    msg.reply(copy)
  end
end

-- A pattern whose match lets later handlers have the message too.
function handlers.utils.continue(pattern)
  return function(msg)
    local match = utils.matchesSpec(msg, pattern)
    if not match or match == 0 or match == "skip" then return match end
    return 1
  end
end

-- ---------------------------------------------------------------- the list

local function indexOf(name)
  for i, h in ipairs(handlers.list) do
    if h.name == name then return i end
  end
end

local function check(name, pattern, handle, maxRuns)
  assert(type(name) == "string" and (type(pattern) == "function" or type(pattern) == "table" or type(pattern) == "string")
    and (type(handle) == "function" or type(handle) == "table")
    and (maxRuns == nil or type(maxRuns) == "number" or maxRuns == "inf"),
    "invalid arguments: (name : string, pattern : function or table or string, handle : function, maxRuns? : number or \"inf\")")
end

local function arguments(name, pattern, handle, maxRuns)
  if handle == nil then
    assert(type(name) == "string" and pattern ~= nil, "invalid arguments: (name : string, handle : function)")
    handle, pattern = pattern, { Action = name }
  end
  if type(handle) == "table" and type(pattern) ~= "nil" then handle = handlers.generateResolver(handle) end
  check(name, pattern, handle, maxRuns)
  return { name = name, pattern = pattern, handle = handle, maxRuns = maxRuns }
end

-- A handler that picks another by the message: a list of pattern = function.
function handlers.generateResolver(spec)
  return function(msg, env)
    if type(spec) == "function" then return spec(msg, env) end
    for pattern, f in pairs(spec) do
      local match = utils.matchesSpec(msg, pattern)
      if match and match ~= 0 and match ~= "skip" then return f(msg, env) end
    end
  end
end

local function put(handler, at)
  local old = indexOf(handler.name)
  if old then
    handlers.list[old] = handler
  else
    insert(handlers.list, at or #handlers.list + 1, handler)
  end
end

function handlers.add(...) put(arguments(...)) end

function handlers.append(...) put(arguments(...)) end

function handlers.prepend(...) put(arguments(...), 1) end

function handlers.once(name, pattern, handle)
  if handle == nil then
    handle, pattern = pattern, name
    handlers.onceNonce = handlers.onceNonce + 1
    name = "_once_" .. tostring(handlers.onceNonce)
    if type(pattern) == "string" then pattern = { Action = pattern } end
  end
  put(arguments(name, pattern, handle, 1), 1)
end

function handlers.before(name)
  assert(type(name) == "string", "invalid arguments: (name : string)")
  return {
    add = function(...) put(arguments(...), indexOf(name)) end,
  }
end

function handlers.after(name)
  assert(type(name) == "string", "invalid arguments: (name : string)")
  return {
    add = function(...)
      local at = indexOf(name)
      put(arguments(...), at and at + 1)
    end,
  }
end

function handlers.remove(name)
  assert(type(name) == "string", "invalid arguments: (name : string)")
  if #handlers.list == 1 and handlers.list[1].name == name then
    handlers.list = {}
    return
  end
  local at = indexOf(name)
  if at then remove(handlers.list, at) end
end

function handlers.advancedConfig(config)
  local h = arguments(config.name, config.pattern, config.handle, config.maxRuns)
  local at = nil
  if type(config.position) == "table" then
    if config.position.type == "before" then
      at = indexOf(config.position.target)
    elseif config.position.type == "after" then
      local i = indexOf(config.position.target)
      at = i and i + 1
    end
  elseif config.position == "prepend" then
    at = 1
  end
  put(h, at)
end

-- Waits for a message: the handler that called goes on with it, in that message's evaluation.
function handlers.receive(pattern)
  local self = running()
  handlers.once(pattern, function(msg)
    local ok, err = resume(self, msg)
    if not ok then error(err, 0) end
  end)
  return yield(pattern)
end

-- ---------------------------------------------------------------- evaluation

local verdicts = { skip = 0, ["break"] = -1, continue = 1 }

-- 0: not for this handler; -1: for it alone; 1: for it and those after it.
local function verdict(msg, pattern)
  local match = utils.matchesSpec(msg, pattern)
  if match == true then return -1 end
  if match == false or match == nil then return 0 end
  if type(match) == "string" then
    return verdicts[match] or error("a pattern returned '" .. match .. "', not skip, break or continue", 0)
  end
  if type(match) == "number" then return match end
  error("a pattern returned a " .. type(match), 0)
end

function handlers.evaluate(msg, env)
  assert(type(msg) == "table", "msg is not valid")
  local handled = false
  local list = {}
  for i, h in ipairs(handlers.list) do list[i] = h end
  for _, h in ipairs(list) do
    local match = verdict(msg, h.pattern)
    if match ~= 0 then
      if match < 0 then handled = true end
      if h.maxRuns ~= nil and h.maxRuns ~= "inf" then
        h.maxRuns = h.maxRuns - 1
        if h.maxRuns <= 0 then
          for i, other in ipairs(handlers.list) do
            if other == h then
              remove(handlers.list, i)
              break
            end
          end
        end
      end
      h.handle(msg, env)
    end
    if match < 0 then return handled end
  end
  if handlers._default then handlers._default(msg, env) end
  return handled
end

-- Keeps what waits for a message, and forgets what has ended.
function handlers.keep(co)
  local waiting = {}
  for _, c in ipairs(handlers.coroutines) do
    if status(c) ~= "dead" then waiting[#waiting + 1] = c end
  end
  if status(co) ~= "dead" then waiting[#waiting + 1] = co end
  handlers.coroutines = waiting
end

return handlers
