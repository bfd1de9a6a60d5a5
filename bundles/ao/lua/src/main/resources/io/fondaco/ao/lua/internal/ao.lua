-- ao: what a process sends, spawns and assigns, and whom it believes.
local utils, handlers, env, trusted = ...
local type, error, assert, ipairs, pairs, tostring, setmetatable = type, error, assert, ipairs, pairs, tostring, setmetatable
local format = string.format

local ao = {
  _version = "0.0.6",
  id = env.Process.Id,
  _module = env.Module.Id,
  authorities = trusted,
  env = env,
  reference = 0,
  assignables = {},
  outbox = { Output = {}, Messages = {}, Spawns = {}, Assignments = {} },
}

local function set(...)
  local out = {}
  for _, name in ipairs({ ... }) do out[name] = true end
  return out
end

-- Tags of a message that do not become its fields, for they would stand in for what the scheduler says.
ao.nonExtractableTags = {
  "Data-Protocol", "Variant", "From-Process", "From-Module", "Type", "From", "Owner", "Anchor", "Target", "Data", "Tags",
  "TagArray", "Hash-Chain", "Timestamp", "Nonce", "Slot", "Epoch", "Signature", "Forwarded-By", "Pushed-For", "Read-Only",
  "Cron", "Block-Height", "Id", "reply", "forward",
}
local kept = set(table.unpack(ao.nonExtractableTags))

-- What is not taken along when a message is forwarded.
ao.nonForwardableTags = {
  "Data-Protocol", "Variant", "From-Process", "From-Module", "Type", "From", "Owner", "Anchor", "Target", "Tags", "TagArray",
  "Hash-Chain", "Timestamp", "Nonce", "Slot", "Epoch", "Signature", "Forwarded-By", "Pushed-For", "Read-Only", "Cron",
  "Block-Height", "Reference", "Id", "Reply-To", "X-Reference", "X-Origin", "reply", "forward",
}
local dropped = set(table.unpack(ao.nonForwardableTags))

-- Fields of what a program sends that are no tags.
local reserved = set("Target", "Data", "Anchor", "Tags", "From", "onReply", "receive", "after", "reply", "forward", "TagArray")

local function padded(n) return format("%032d", n) end

local function text(v)
  if type(v) == "string" then return v end
  return tostring(v)
end

local function tagsFrom(source, tags)
  for name, value in pairs(source) do
    if not reserved[name] then tags[#tags + 1] = { name = text(name), value = text(value) } end
  end
  if source.Tags then
    if type(source.Tags) ~= "table" then error("Tags must be a table", 3) end
    if #source.Tags > 0 then
      for _, tag in ipairs(source.Tags) do
        if type(tag) ~= "table" then error("each of a list of Tags must have name and value", 3) end
        tags[#tags + 1] = { name = text(tag.name), value = text(tag.value) }
      end
    else
      for name, value in pairs(source.Tags) do tags[#tags + 1] = { name = text(name), value = text(value) } end
    end
  end
  return tags
end

-- Ways to wait for the answer to what was sent with this reference.
local function answers(item, target, reference)
  local function pattern(from) return { From = from or target or "_", ["X-Reference"] = reference } end
  function item.onReply(...)
    local from, f = ...
    if f == nil then from, f = nil, from end
    handlers.once("_reply_" .. reference, pattern(from), f)
    return item
  end
  function item.receive(from) return handlers.receive(pattern(from)) end
  return item
end

function ao.send(msg)
  assert(type(msg) == "table", "msg should be a table")
  ao.reference = ao.reference + 1
  local reference = tostring(ao.reference)
  local tags = tagsFrom(msg, {
    { name = "Data-Protocol", value = "ao" },
    { name = "Variant", value = "ao.TN.1" },
    { name = "Type", value = "Message" },
    { name = "Reference", value = reference },
  })
  local message = {
    Target = msg.Target,
    Data = msg.Data,
    Anchor = padded(ao.reference),
    Tags = tags,
  }
  if message.Data ~= nil then message.Data = text(message.Data) end
  ao.outbox.Messages[#ao.outbox.Messages + 1] = message
  return answers({ Target = message.Target, Data = message.Data, Anchor = message.Anchor, Tags = tags }, msg.Target, reference)
end

function ao.spawn(module, msg)
  assert(type(module) == "string", "Module source id is required!")
  msg = msg or {}
  assert(type(msg) == "table", "Message must be a table.")
  ao.reference = ao.reference + 1
  local reference = tostring(ao.reference)
  local tags = tagsFrom(msg, {
    { name = "Data-Protocol", value = "ao" },
    { name = "Variant", value = "ao.TN.1" },
    { name = "Type", value = "Process" },
    { name = "From-Process", value = ao.id },
    { name = "From-Module", value = ao._module },
    { name = "Module", value = module },
    { name = "Reference", value = reference },
  })
  local spawn = { Data = text(msg.Data or "NODATA"), Anchor = padded(ao.reference), Tags = tags }
  ao.outbox.Spawns[#ao.outbox.Spawns + 1] = spawn
  local item = { Data = spawn.Data, Anchor = spawn.Anchor, Tags = tags }
  local function pattern() return { Action = "Spawned", From = ao.id, ["Reference"] = reference } end
  function item.onReply(f)
    handlers.once("_spawn_" .. reference, pattern(), f)
    return item
  end
  item.after = item.onReply
  function item.receive() return handlers.receive(pattern()) end
  return item
end

function ao.assign(assignment)
  assert(type(assignment) == "table", "assignment should be a table")
  assert(type(assignment.Processes) == "table", "Processes should be a table")
  assert(type(assignment.Message) == "string", "Message should be a string")
  ao.outbox.Assignments[#ao.outbox.Assignments + 1] = assignment
end

function ao.clearOutbox() ao.outbox = { Output = {}, Messages = {}, Spawns = {}, Assignments = {} } end

function ao.result(result)
  return {
    Output = result.Output or ao.outbox.Output,
    Messages = ao.outbox.Messages,
    Spawns = ao.outbox.Spawns,
    Assignments = ao.outbox.Assignments,
    Error = result.Error,
  }
end

-- Whether a message that names another sender than its signer is to be believed.
function ao.isTrusted(msg)
  for _, authority in ipairs(ao.authorities) do
    if msg.From == authority or msg.Owner == authority then return true end
  end
  return false
end

-- ---------------------------------------------------------------- assignments

function ao.isAssignment(msg) return msg.Target ~= nil and msg.Target ~= "" and msg.Target ~= ao.id end

function ao.addAssignable(name, spec)
  if spec == nil then name, spec = nil, name end
  for _, a in ipairs(ao.assignables) do
    if name ~= nil and a.name == name then
      a.pattern = spec
      return
    end
  end
  ao.assignables[#ao.assignables + 1] = { name = name, pattern = spec }
end

function ao.removeAssignable(name)
  local left = {}
  for i, a in ipairs(ao.assignables) do
    if a.name ~= name and i ~= name then left[#left + 1] = a end
  end
  ao.assignables = left
end

function ao.isAssignable(msg)
  for _, a in ipairs(ao.assignables) do
    local match = utils.matchesSpec(msg, a.pattern)
    if match and match ~= 0 and match ~= "skip" then return true end
  end
  return false
end

-- ---------------------------------------------------------------- messages that come in

-- Tags become a map, and fields of the message; the list stays as TagArray.
function ao.normalize(msg)
  msg.TagArray = msg.Tags
  msg.Tags = utils.Tab(msg)
  for name, value in pairs(msg.Tags) do
    if not kept[name] and msg[name] == nil then msg[name] = value end
  end
  return msg
end

-- The field of a message that a tag of it may hold instead.
local function own(msg, name)
  local v = msg[name]
  if v == nil then v = msg.Tags[name] end
  return v
end

function ao.equip(msg)
  function msg.reply(reply)
    assert(type(reply) == "table", "reply should be a table")
    local out = {}
    for k, v in pairs(reply) do out[k] = v end
    out.Target = own(msg, "Reply-To") or reply.Target or msg.From
    out["X-Reference"] = own(msg, "X-Reference") or own(msg, "Reference")
    out["X-Origin"] = own(msg, "X-Origin")
    return ao.send(out)
  end
  function msg.forward(target, changes)
    local out = { Tags = {} }
    for _, tag in ipairs(msg.TagArray) do
      if not dropped[tag.name] then out.Tags[#out.Tags + 1] = { name = tag.name, value = tag.value } end
    end
    out.Data = msg.Data
    for k, v in pairs(changes or {}) do
      if k == "Tags" then
        for _, tag in ipairs(tagsFrom({ Tags = v }, {})) do out.Tags[#out.Tags + 1] = tag end
      else
        out[k] = v
        if k ~= "Data" then
          local left = {}
          for _, tag in ipairs(out.Tags) do
            if tag.name ~= k then left[#left + 1] = tag end
          end
          out.Tags = left
        end
      end
    end
    out.Target = target
    out["Reply-To"] = own(msg, "Reply-To") or msg.From
    out["X-Reference"] = own(msg, "X-Reference") or own(msg, "Reference")
    out["X-Origin"] = own(msg, "X-Origin")
    return ao.send(out)
  end
  return msg
end

return ao
