-- Where providers of storage announce themselves. An announcement is signed, since it is a message of its provider's own,
-- and numbered: one with a number not above the last is refused, whatever order messages come in.
--
-- Actions: Announce (Data: JSON, see FIELDS), Withdraw {Sequence}, Get-Announcement {Provider}, Get-Announcements {After,
-- Limit}. Amounts are decimal strings of base units; the price of 1,000 bytes and a second may have a fraction. Times are
-- milliseconds.

local json = require('json')

local MOST = 20000
local DAY = 86400000
local HOUR = 3600000
local LONGEST_LIFE = 30 * DAY
local PAGE = 100

-- By provider: {sequence, until, fields as they were announced}; withdrawn ones keep their number.
Announcements = Announcements or {}
Count = Count or 0

local function whole(value, least, most)
  return math.type(value) == 'integer' and value >= least and value <= most
end

local function decimal(value)
  return type(value) == 'string' and #value <= 39 and (value == '0' or value:match('^[1-9]%d*$') ~= nil)
end

-- A price may be a fraction of a base unit.
local function price(value)
  return type(value) == 'string' and #value <= 39 and (decimal(value) or value:match('^%d+%.%d+$') ~= nil)
end

local function urls(value)
  if type(value) ~= 'table' or #value < 1 or #value > 8 then return false end
  for i = 1, #value do
    local url = value[i]
    if type(url) ~= 'string' or #url > 256 or not url:match('^https?://[%w%.%-:%[%]]+[%w%._~/%-]*$') then return false end
  end
  return true
end

-- What an announcement has, each with its check.
local FIELDS = {
  ['Protocol-Version'] = function(v) return type(v) == 'string' and v:match('^%d+%.%d+%.%d+$') ~= nil end,
  ['Sequence'] = function(v) return whole(v, 1, 1 << 53) end,
  ['Time-To-Live'] = function(v) return whole(v, 60000, LONGEST_LIFE) end,
  ['Connection-Strings'] = urls,
  ['Storage-Capacity'] = function(v) return whole(v, 0, 1 << 53) end,
  ['Storage-Price-Deal'] = decimal,
  ['Storage-Price-Upload-KB-Sec'] = price,
  ['Min-Storage-Duration'] = function(v) return whole(v, 0, 100 * 365 * DAY) end,
  ['Max-Storage-Duration'] = function(v) return whole(v, 1000, 100 * 365 * DAY) end,
  ['Min-Challenge-Duration'] = function(v) return whole(v, 1000, 365 * DAY) end,
  ['Max-Challenge-Leaves'] = function(v) return whole(v, 1, 1024) end,
  ['Max-Collateral'] = decimal
}

local function wrong(fields)
  if type(fields) ~= 'table' then return 'Data has to be a JSON object' end
  local names = {}
  for name in pairs(FIELDS) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    if fields[name] == nil then return name .. ' is missing' end
    if not FIELDS[name](fields[name]) then return name .. ' is out of range' end
  end
  for name in pairs(fields) do
    if not FIELDS[name] then return 'nothing is known of ' .. tostring(name) end
  end
  if fields['Min-Storage-Duration'] > fields['Max-Storage-Duration'] then
    return 'Min-Storage-Duration is above Max-Storage-Duration'
  end
  return nil
end

local function refuse(msg, why) msg.reply({ Action = 'Refused', ['Message-Id'] = msg.Id, Error = why }) end

local function own(msg)
  -- What a process pushed on is not its owner's signature.
  return msg.From == msg.Owner
end

local function shown(provider, entry)
  local copy = { Provider = provider, ['Announced-At'] = entry.at, ['Valid-Until'] = entry.till }
  for name, value in pairs(entry.fields) do copy[name] = value end
  return copy
end

local function live(entry, now) return entry and entry.fields and entry.till > now end

-- Makes room: what ran out an hour ago is forgotten, and its number with it.
local function forget(now)
  for provider, entry in pairs(Announcements) do
    if entry.till + HOUR <= now then
      Announcements[provider] = nil
      Count = Count - 1
    end
  end
end

Handlers.add('announce', Handlers.utils.hasMatchingTag('Action', 'Announce'), function(msg)
  if not own(msg) then return refuse(msg, 'an announcement has to be signed by its provider') end
  if #msg.Data > 8192 then return refuse(msg, 'an announcement has 8192 bytes at most') end
  local read, fields = pcall(json.decode, msg.Data)
  local why = read and wrong(fields) or not read and 'Data is no JSON' or nil
  if why then return refuse(msg, why) end
  local before = Announcements[msg.From]
  if before and fields.Sequence <= before.sequence then
    return refuse(msg, 'number ' .. fields.Sequence .. ' is not above ' .. before.sequence)
  end
  if not before then
    if Count >= MOST then forget(msg.Timestamp) end
    if Count >= MOST then return refuse(msg, 'there are ' .. MOST .. ' announcements already') end
    Count = Count + 1
  end
  Announcements[msg.From] = {
    sequence = fields.Sequence, at = msg.Timestamp, till = msg.Timestamp + fields['Time-To-Live'], fields = fields
  }
  msg.reply({ Action = 'Announced', Sequence = tostring(fields.Sequence) })
end)

Handlers.add('withdraw', Handlers.utils.hasMatchingTag('Action', 'Withdraw'), function(msg)
  if not own(msg) then return refuse(msg, 'an announcement has to be withdrawn by its provider') end
  local before = Announcements[msg.From]
  local sequence = math.tointeger(tonumber(msg.Tags.Sequence))
  if not before or not before.fields then return refuse(msg, 'there is no announcement of ' .. msg.From) end
  if not sequence or sequence <= before.sequence then
    return refuse(msg, 'Sequence has to be above ' .. before.sequence)
  end
  Announcements[msg.From] = { sequence = sequence, at = msg.Timestamp, till = 0 }
  msg.reply({ Action = 'Withdrawn', Sequence = tostring(sequence) })
end)

Handlers.add('one', Handlers.utils.hasMatchingTag('Action', 'Get-Announcement'), function(msg)
  local entry = Announcements[msg.Tags.Provider or '']
  if not live(entry, msg.Timestamp) then return refuse(msg, 'there is no announcement of ' .. tostring(msg.Tags.Provider)) end
  msg.reply({ Action = 'Announcement', Data = json.encode(shown(msg.Tags.Provider, entry)) })
end)

Handlers.add('all', Handlers.utils.hasMatchingTag('Action', 'Get-Announcements'), function(msg)
  local after = msg.Tags.After or ''
  local limit = math.tointeger(tonumber(msg.Tags.Limit or PAGE)) or PAGE
  if limit < 1 or limit > PAGE then limit = PAGE end
  local providers = {}
  for provider, entry in pairs(Announcements) do
    if provider > after and live(entry, msg.Timestamp) then providers[#providers + 1] = provider end
  end
  table.sort(providers)
  local page = {}
  for i = 1, math.min(limit, #providers) do page[i] = shown(providers[i], Announcements[providers[i]]) end
  msg.reply({
    Action = 'Announcements', More = tostring(#providers > limit), Data = #page == 0 and '[]' or json.encode(page)
  })
end)
