-- One deal: a client pays a provider for keeping one replica, period by period, as long as the provider shows it.
--
-- Nobody can change this code or its parameters after the process was spawned: there is no Eval, and the parameters are the
-- tags of the process's own item. Amounts are decimal strings of the token's base units; times are milliseconds.
--
--   Client, Provider       addresses           Token                process whose Credit-Notices count
--   Merkle-Root            of the packed chunks, hex           Tree  separated or arfleet
--   Leaves, Chunk-Bytes, Last-Chunk-Bytes      how many packed chunks there are, and how long
--   Replica-Key            SHA-256 of the public key that opens the replica, hex
--   Reward, Collateral     of the whole deal   Periods, Every, Response       how often it is shown, how long that may take
--   Challenge-Leaves       shown each time     Slash-Per-Miss, Forfeit-After  of the collateral; all of it after so many in a row
--                          (once nothing is left of it, the deal is forfeited)
--   Watcher-Share          millionths of what is slashed, for who told of it; the rest is the client's
--   Activate-By            when both sides have to have paid
--   Client-Commitment      hex, or empty: see the beacon
--
-- The beacon. Which leaves are asked for in period i is drawn from
--   SHA-256("fondaco/arfleet/challenge/1" .. id .. i .. chain .. secret .. stir)
-- chain: the schedule's hash chain in the first message after the one that began the period. It covers the scheduler's
-- signature over that one, so nobody else can tell it before, and there is one try. secret: the provider's i-th, the preimages
-- one by one of what it committed to when it accepted; the scheduler does not know it. stir: the client's i-th, if it came
-- with the message that began the period. Whoever wants to choose the leaves needs both the scheduler and the provider, and
-- the client not to stir. Deals with the tree of ArFleet's own clients have no secrets: there it is the schedule and the stir.

local bint = require('.bint')(256)
local json = require('json')
local crypto = require('.crypto')
local base64 = require('.base64')

local DOMAIN = 'fondaco/arfleet/challenge/1'
local MOST_LOGGED = 64

local function tag(name)
  local found
  for _, each in ipairs(ao.env.Process.Tags) do
    if each.name == name then
      if found then return nil end
      found = each.value
    end
  end
  return found
end

local hex, unhex = crypto.utils.hex.stringToHex, crypto.utils.hex.hexToString

local function sha256(bytes) return crypto.digest.sha2_256(bytes).asString() end

-- ---- amounts

-- Amounts of up to 18 digits, nearly all there are, fit into the machine's integers with room to add two.
local function small(text) return #text <= 18 end

local function big(text) return bint(text) end

local function plus(a, b)
  if small(a) and small(b) then return tostring(tonumber(a) + tonumber(b)) end
  return tostring(big(a) + big(b))
end

-- Decimal digits without zeros in front: the longer is the larger.
local function less(a, b) return #a < #b or #a == #b and a < b end

local function minus(a, b)
  assert(not less(a, b), 'an amount below zero')
  if small(a) then return tostring(tonumber(a) - tonumber(b)) end
  return tostring(big(a) - big(b))
end

local function least(a, b) return less(a, b) and a or b end
-- a * b // c, for whole numbers b and c, b no larger than c, and that below 2^31
local function share(a, b, c)
  if small(a) then
    local n = tonumber(a)
    return tostring(n // c * b + n % c * b // c)
  end
  return tostring(big(a) * bint.frominteger(b) // bint.frominteger(c))
end

local function decimal(text)
  return type(text) == 'string' and #text <= 39 and (text == '0' or text:match('^[1-9]%d*$') ~= nil)
end

-- ---- parameters

local function integer(name, from, to)
  local text = tag(name)
  local value = text and #text <= 16 and text:match('^%d+$') and math.tointeger(tonumber(text))
  assert(value and value >= from and value <= to, name .. ' has to be a whole number from ' .. from .. ' to ' .. to)
  return value
end

local function money(name)
  local text = tag(name)
  assert(decimal(text), name .. ' has to be a decimal amount')
  return text
end

local function address(name)
  local text = tag(name)
  assert(text and text:match('^[%w_%-]+$') and #text == 43, name .. ' has to be an address of 43 characters')
  return text
end

local function hash(name)
  local text = tag(name)
  assert(text and #text == 64 and not text:find('[^0-9a-f]'), name .. ' has to be 64 hexadecimal digits')
  return text
end

local YEAR = 366 * 86400000

local function parameters()
  local p = {
    client = address('Client'), provider = address('Provider'), token = address('Token'),
    root = hash('Merkle-Root'), key = hash('Replica-Key'),
    leaves = integer('Leaves', 1, 1 << 32),
    chunk = integer('Chunk-Bytes', 1, 1 << 20), last = integer('Last-Chunk-Bytes', 1, 1 << 20),
    reward = money('Reward'), collateral = money('Collateral'), slash = money('Slash-Per-Miss'),
    periods = integer('Periods', 1, 1 << 24),
    every = integer('Every', 1000, YEAR), response = integer('Response', 500, YEAR),
    draws = integer('Challenge-Leaves', 1, 256), forfeit = integer('Forfeit-After', 1, 1000),
    watcher = integer('Watcher-Share', 0, 1000000), activateBy = integer('Activate-By', 1, 1 << 52)
  }
  p.tree = tag('Tree')
  assert(p.tree == 'separated' or p.tree == 'arfleet', 'Tree has to be separated or arfleet')
  p.stir = tag('Client-Commitment')
  assert(p.stir == '' or #hash('Client-Commitment') == 64)
  assert(p.client ~= p.provider, 'Client and Provider are one')
  assert(p.response <= p.every, 'Response is longer than Every')
  assert(p.tree == 'separated' or p.draws == 1, 'ArFleet asks for one leaf at a time')
  assert(p.tree == 'separated' or p.chunk ~= 64 and p.last ~= 64, 'chunks of 64 bytes could be taken for nodes')
  return p
end

local valid, read = pcall(parameters)

P = valid and read or nil
Status = valid and 'Created' or 'Invalid'
Why = valid and '' or tostring(read):gsub('^.-:%d+: ', '')
Reward, Collateral = '0', '0'            -- held for the deal, not yet anybody's
Received = '0'                           -- all that ever came
Owed, Paid, Sending = {}, {}, {}         -- by address; payouts on their way by number
Payouts = 0
Accepted = nil                           -- the provider's commitment, hex
ActivatedAt, EndsAt = nil, nil
Segments = {}                            -- {first period, periods, reward}: one, and one for each renewal
Period = 0                               -- that comes next, or is open
Open = nil                               -- {at = timestamp, nonce, chain = text or nil, stir = hex or nil}
Misses, MissesInARow, Passes, Slashed = 0, 0, 0, '0'
Secret, SecretOf = nil, nil              -- last that was revealed, hex, and its period; before: the commitment, and -1
Stir, StirOf = nil, nil
Offered = nil                            -- a renewal: {periods, reward}
Log = {}                                 -- the last of what happened

local function note(msg, what)
  Log[#Log + 1] = { at = msg.Timestamp, what = what }
  if #Log > MOST_LOGGED then table.remove(Log, 1) end
end

local function depth()
  local n, d = P.leaves - 1, 0
  while n > 0 do n, d = n >> 1, d + 1 end
  return P.tree == 'arfleet' and d == 0 and 1 or d
end

-- ---- money

local function owe(whom, amount)
  if amount ~= '0' then Owed[whom] = plus(Owed[whom] or '0', amount) end
end

local function pay(whom)
  local amount = Owed[whom]
  if not amount then return end
  Owed[whom] = nil
  Payouts = Payouts + 1
  Sending[tostring(Payouts)] = { to = whom, amount = amount }
  Send({ Target = P.token, Action = 'Transfer', Recipient = whom, Quantity = amount, ['X-Payout'] = tostring(Payouts) })
end

local function payAll()
  local all = {}
  for whom in pairs(Owed) do all[#all + 1] = whom end
  table.sort(all)
  for _, whom in ipairs(all) do pay(whom) end
end

-- What a period earns: all periods of a segment together earn its reward, to the unit.
local function earns(period)
  for _, s in ipairs(Segments) do
    if period >= s.first and period < s.first + s.periods then
      local i = period - s.first
      return minus(share(s.reward, i + 1, s.periods), share(s.reward, i, s.periods))
    end
  end
  return '0'
end

local function periods()
  local last = Segments[#Segments]
  return last.first + last.periods
end

local function finish(msg, status)
  Status = status
  EndsAt = msg.Timestamp
  Open = nil
  owe(P.provider, Collateral)
  owe(P.client, Reward)
  Reward, Collateral = '0', '0'
  if Offered then
    owe(P.client, Offered.reward)
    Offered = nil
  end
  note(msg, status)
  payAll()
end

-- ---- the clock

local function begins(period) return ActivatedAt + (period + 1) * P.every end

local function leave(msg, earned)
  local amount = earns(Period)
  Reward = minus(Reward, amount)
  owe(earned and P.provider or P.client, amount)
  Period = Period + 1
  Open = nil
  if Period >= periods() then finish(msg, 'Expired') end
end

local function miss(msg, why)
  Misses, MissesInARow = Misses + 1, MissesInARow + 1
  local whole = MissesInARow >= P.forfeit
  local amount = whole and Collateral or least(P.slash, Collateral)
  Collateral = minus(Collateral, amount)
  Slashed = plus(Slashed, amount)
  local bounty = '0'
  -- A notice of the token may be the first to come late; it is no watcher.
  if msg.From ~= P.client and msg.From ~= P.provider and msg.From ~= P.token then bounty = share(amount, P.watcher, 1000000) end
  owe(msg.From, bounty)
  owe(P.client, minus(amount, bounty))
  note(msg, 'period ' .. Period .. ' missed: ' .. why .. '; slashed ' .. amount)
  -- A provider that has nothing left to lose is held by nothing.
  if whole or P.collateral ~= '0' and Collateral == '0' then
    finish(msg, 'Forfeited')
  else
    leave(msg, false)
  end
end

local function pass(msg)
  Passes, MissesInARow = Passes + 1, 0
  leave(msg, true)
end

-- A secret that hashes, step by step, to the last one that is known.
local function follows(text, known, steps)
  if type(text) ~= 'string' or #text ~= 64 or text:find('[^0-9a-f]') then return false end
  local value = unhex(text)
  for _ = 1, steps do value = sha256(value) end
  return hex(value) == known
end

-- Brings the deal to the time of a message, whoever sent it.
local function clock(msg)
  if Status == 'Created' and msg.Timestamp > P.activateBy then
    note(msg, 'not activated in time')
    finish(msg, 'Cancelled')
  end
  if Status ~= 'Activated' then return end
  while Status == 'Activated' and msg.Timestamp > begins(Period) + P.response do miss(msg, 'nothing was shown in time') end
  if Status == 'Activated' and not Open and msg.Timestamp >= begins(Period) then
    Open = { at = msg.Timestamp, nonce = msg.Nonce }
    if P.stir ~= '' and msg.From == P.client and msg.Tags.Stir and Period > StirOf
      and follows(msg.Tags.Stir, Stir, Period - StirOf) then
      Open.stir, Stir, StirOf = msg.Tags.Stir, msg.Tags.Stir, Period
    end
  end
end

-- The very next line of the schedule draws, whatever it is: a line that this process drops would give whoever put it there
-- another draw.
function Scheduled(_, _, chain)
  if Open and not Open.chain then Open.chain = chain end
end

Handlers.prepend('clock', function() return 'continue' end, function(msg)
  if P then clock(msg) end
end)

-- ---- challenges

local function seed(secret)
  return sha256(DOMAIN .. ao.id .. string.pack('>I8', Period) .. Open.chain .. secret .. (Open.stir or ''))
end

-- Draws with replacement, each leaf as likely as any other: numbers that would make small remainders likelier are passed over.
local function drawn(from, count)
  local most = math.maxinteger - (math.maxinteger % P.leaves + 1) % P.leaves
  local all, counter = {}, 0
  while #all < count do
    local value = string.unpack('>i8', sha256(from .. string.pack('>I4', counter))) & math.maxinteger
    counter = counter + 1
    if value <= most then all[#all + 1] = value % P.leaves end
  end
  return all
end

local function length(index) return index == P.leaves - 1 and P.last or P.chunk end

local function leafHash(index, chunk)
  if P.tree == 'arfleet' then return sha256(chunk) end
  return sha256('\0' .. string.pack('>I8>I4', index, #chunk) .. chunk)
end

local function nodeHash(above, left, right)
  if P.tree == 'separated' then return sha256('\1' .. left .. right) end
  return sha256((above == 1 and '\0' or '') .. left .. right)
end

local function alone(above, node)
  if P.tree == 'arfleet' then return node end
  local empty = string.rep('\0', 32)
  for level = 1, above - 1 do empty = nodeHash(level, empty, empty) end
  return empty
end

-- Whether a chunk is the leaf of that number. proof: the neighbours, from the leaf up.
local function holds(index, chunk, proof)
  if #chunk ~= length(index) or #proof ~= depth() then return false end
  local node, at, last = leafHash(index, chunk), index, P.leaves - 1
  for above = 1, #proof do
    local neighbour = proof[above]
    if #neighbour ~= 32 then return false end
    if at == last and at & 1 == 0 and neighbour ~= alone(above, node) then return false end
    if at & 1 == 0 then node = nodeHash(above, node, neighbour) else node = nodeHash(above, neighbour, node) end
    at, last = at >> 1, last >> 1
  end
  return hex(node) == P.root
end

local function refuse(msg, why)
  msg.reply({ Action = 'Refused', ['Message-Id'] = msg.Id, Error = why, Data = 'Error: ' .. why })
end

local function ready(msg)
  if Status ~= 'Activated' then return refuse(msg, 'the deal is ' .. Status) end
  if msg.From ~= P.provider then return refuse(msg, 'only the provider shows anything') end
  if not Open then return refuse(msg, 'Too early: period ' .. Period .. ' begins at ' .. begins(Period)) end
  if not Open.chain then return refuse(msg, 'the leaves are drawn with the next message') end
  return true
end

local function bytes(text)
  if type(text) ~= 'string' or #text % 4 ~= 0 then return nil end
  local ok, decoded = pcall(base64.decode, text)
  return ok and decoded or nil
end

local function hashes(list)
  if type(list) ~= 'table' or #list > 64 then return nil end
  local all = {}
  for i = 1, #list do
    if type(list[i]) ~= 'string' or #list[i] ~= 64 or list[i]:find('[^0-9a-f]') then return nil end
    all[i] = unhex(list[i])
  end
  return all
end

-- Why an answer does not show what was asked for; nil if it does.
local function wrong(asked, answer)
  if type(answer) ~= 'table' or #answer ~= #asked then return #asked .. ' leaves were asked for' end
  for i, index in ipairs(asked) do
    local given = answer[i]
    if type(given) ~= 'table' or given.index ~= index then return 'leaf ' .. index .. ' was asked for' end
    local chunk, proof = bytes(given.chunk), hashes(given.proof)
    if not chunk or not proof or not holds(index, chunk, proof) then return 'leaf ' .. index .. ' is not what it was' end
  end
  return nil
end

Handlers.add('prove', Handlers.utils.hasMatchingTag('Action', 'Prove'), function(msg)
  if not ready(msg) then return end
  if P.tree ~= 'separated' then return refuse(msg, 'this deal speaks GetChallenge and SubmitChallenge') end
  if msg.Tags.Period ~= tostring(Period) then return refuse(msg, 'period ' .. Period .. ' is open') end
  if not follows(msg.Tags.Secret, Secret, Period - SecretOf) then
    return refuse(msg, 'Secret is not the one that was committed to for period ' .. Period)
  end
  Secret, SecretOf = msg.Tags.Secret, Period
  local asked = drawn(seed(unhex(Secret)), P.draws)
  local ok, answer = pcall(json.decode, msg.Data)
  local why = not ok and 'the answer is no JSON' or wrong(asked, answer)
  local period = Period
  if why then
    miss(msg, why)
    msg.reply({ Action = 'Missed', Period = tostring(period), Error = why, Data = 'Error: ' .. why })
  else
    pass(msg)
    msg.reply({ Action = 'Passed', Period = tostring(period), Data = 'Success' })
  end
end)

-- ---- the words of ArFleet's own providers

-- 256 characters; the first name the way from the root down to the leaf that is asked for.
local function bits()
  local from = seed('')
  local index, deep = drawn(from, 1)[1], depth()
  local all = {}
  for level = deep - 1, 0, -1 do all[#all + 1] = tostring(index >> level & 1) end
  for i = 1, 32 do
    local byte = from:byte(i)
    for shift = 7, 0, -1 do all[#all + 1] = tostring(byte >> shift & 1) end
  end
  return table.concat(all, '', 1, 256), index
end

Handlers.add('get-challenge', Handlers.utils.hasMatchingTag('Action', 'GetChallenge'), function(msg)
  if not ready(msg) then return end
  if P.tree ~= 'arfleet' then return refuse(msg, 'this deal speaks Prove') end
  msg.reply({ Data = (bits()) })
end)

local function classic(challenge, answer)
  local expected, index = challenge()
  if type(answer) ~= 'table' or type(answer.Path) ~= 'table' then return 'the answer is no JSON of Challenge, Path and Leaf' end
  if answer.Challenge ~= expected then return 'it is about another challenge' end
  local chunk = bytes(answer.Leaf)
  if not chunk or #answer.Path ~= depth() then return 'the way has to have ' .. depth() .. ' steps' end
  -- From the root down: {node, left, right}. Each node is what the step above says, and the neighbours are what is left.
  local proof, node = {}, P.root
  for i, step in ipairs(answer.Path) do
    local three = hashes(step)
    if not three or #three ~= 3 or hex(three[1]) ~= node then return 'step ' .. i .. ' does not follow from the one before' end
    local right = index >> depth() - i & 1 == 1
    proof[depth() - i + 1] = right and three[2] or three[3]
    node = hex(right and three[3] or three[2])
  end
  if not holds(index, chunk, proof) then return 'leaf ' .. index .. ' is not what it was' end
  return nil
end

Handlers.add('submit-challenge', Handlers.utils.hasMatchingTag('Action', 'SubmitChallenge'), function(msg)
  if not ready(msg) then return end
  if P.tree ~= 'arfleet' then return refuse(msg, 'this deal speaks Prove') end
  local ok, answer = pcall(json.decode, msg.Data)
  local why = not ok and 'the answer is no JSON' or classic(bits, answer)
  if why then
    miss(msg, why)
    return msg.reply({ Action = 'Missed', Data = 'Error: ' .. why })
  end
  pass(msg)
  msg.reply({ Action = 'Passed', Data = 'Success' })
end)

-- ---- how it begins and ends

local function activate(msg)
  if Status ~= 'Created' or not Accepted or less(Reward, P.reward) or less(Collateral, P.collateral) then return end
  Status = 'Activated'
  ActivatedAt = msg.Timestamp
  Segments = { { first = 0, periods = P.periods, reward = P.reward } }
  Secret, SecretOf = Accepted, -1
  Stir, StirOf = P.stir, -1
  note(msg, 'Activated')
  Send({ Target = P.client, Action = 'Activated', Deal = ao.id })
  Send({ Target = P.provider, Action = 'Activated', Deal = ao.id })
end

-- The provider agrees. Parameters: SHA-256 of what it agrees to, so that nobody can have it agree to something else.
Handlers.add('accept', Handlers.utils.hasMatchingTag('Action', 'Accept'), function(msg)
  if Status ~= 'Created' then return refuse(msg, 'the deal is ' .. Status) end
  if msg.From ~= P.provider then return refuse(msg, 'only the provider accepts') end
  if Accepted then return refuse(msg, 'it is accepted') end
  local commitment = msg.Tags.Commitment
  if P.tree == 'separated' and not (commitment and #commitment == 64 and not commitment:find('[^0-9a-f]')) then
    return refuse(msg, 'Commitment has to be 64 hexadecimal digits')
  end
  Accepted = P.tree == 'separated' and commitment or 'none'
  note(msg, 'accepted')
  msg.reply({ Action = 'Accepted' })
  activate(msg)
end)

-- What comes too late, too much or from a stranger is owed to who sent it.
local function credit(msg, from, amount)
  Received = plus(Received, amount)
  if Status == 'Created' and from == P.client then
    local taken = least(amount, minus(P.reward, Reward))
    Reward = plus(Reward, taken)
    owe(from, minus(amount, taken))
  elseif Status == 'Created' and from == P.provider then
    local taken = least(amount, minus(P.collateral, Collateral))
    Collateral = plus(Collateral, taken)
    owe(from, minus(amount, taken))
  elseif Status == 'Activated' and from == P.client and msg.Tags['X-Renew-Periods'] and not Offered then
    local more = msg.Tags['X-Renew-Periods']
    local count = #more <= 8 and more:match('^%d+$') and math.tointeger(tonumber(more)) or 0
    if count >= 1 and count + periods() <= 1 << 24 then
      Offered = { periods = count, reward = amount }
      Send({ Target = P.provider, Action = 'Renewal-Offered', Periods = more, Reward = amount })
    else
      owe(from, amount)
    end
  else
    owe(from, amount)
  end
  pay(from)
  activate(msg)
end

Handlers.add('credit', Handlers.utils.hasMatchingTag('Action', 'Credit-Notice'), function(msg)
  local from, amount = msg.Tags.Sender, msg.Tags.Quantity
  if type(from) ~= 'string' or not decimal(amount) or amount == '0' then return end
  if not P or msg.From ~= P.token then
    -- Another token, or a deal that cannot be: back to who sent it.
    Send({ Target = msg.From, Action = 'Transfer', Recipient = from, Quantity = amount })
    return
  end
  credit(msg, from, amount)
end)

Handlers.add('renew', Handlers.utils.hasMatchingTag('Action', 'Accept-Renewal'), function(msg)
  if Status ~= 'Activated' or not Offered then return refuse(msg, 'no renewal is offered') end
  if msg.From ~= P.provider then return refuse(msg, 'only the provider accepts') end
  if msg.Tags.Periods ~= tostring(Offered.periods) or msg.Tags.Reward ~= Offered.reward then
    return refuse(msg, 'what is offered is ' .. Offered.periods .. ' periods for ' .. Offered.reward)
  end
  Segments[#Segments + 1] = { first = periods(), periods = Offered.periods, reward = Offered.reward }
  Reward = plus(Reward, Offered.reward)
  Offered = nil
  note(msg, 'renewed')
  msg.reply({ Action = 'Renewed', Periods = tostring(periods()) })
end)

Handlers.add('cancel', Handlers.utils.hasMatchingTag('Action', 'Cancel'), function(msg)
  if Status == 'Activated' and msg.From == P.client and Offered then
    owe(P.client, Offered.reward)
    Offered = nil
    pay(P.client)
    return msg.reply({ Action = 'Renewal-Withdrawn' })
  end
  if Status ~= 'Created' then return refuse(msg, 'the deal is ' .. Status) end
  if msg.From ~= P.client then return refuse(msg, 'only the client cancels') end
  finish(msg, 'Cancelled')
end)

-- What is owed to who asks.
Handlers.add('withdraw', Handlers.utils.hasMatchingTag('Action', 'Withdraw'), function(msg)
  if not P or not Owed[msg.From] then return refuse(msg, 'nothing is owed to ' .. msg.From) end
  pay(msg.From)
end)

Handlers.add('debit', Handlers.utils.hasMatchingTag('Action', 'Debit-Notice'), function(msg)
  local payout = P and msg.From == P.token and Sending[msg.Tags['X-Payout'] or '']
  if not payout then return end
  Sending[msg.Tags['X-Payout']] = nil
  -- Strangers are counted together: whoever sent dust from many accounts could fill the state and every answer about it.
  local whom = (payout.to == P.client or payout.to == P.provider) and payout.to or 'others'
  Paid[whom] = plus(Paid[whom] or '0', payout.amount)
end)

-- The token did not pay: it is owed again.
Handlers.add('unpaid', Handlers.utils.hasMatchingTag('Action', 'Transfer-Error'), function(msg)
  local payout = P and msg.From == P.token and Sending[msg.Tags['X-Payout'] or '']
  if not payout then return end
  Sending[msg.Tags['X-Payout']] = nil
  owe(payout.to, payout.amount)
end)

-- Anybody may look at the clock for the deal.
-- What is asked for is said at once, so that whoever shows it has nothing more to ask.
Handlers.add('tick', Handlers.utils.hasMatchingTag('Action', 'Tick'), function(msg)
  if Open then
    msg.reply({ Action = 'Open', Period = tostring(Period), Nonce = tostring(Open.nonce), Stir = Open.stir or '' })
  end
end)
Handlers.add('slash', Handlers.utils.hasMatchingTag('Action', 'Slash'), function() end)

local function total(of)
  local sum = '0'
  for _, each in pairs(of) do sum = plus(sum, type(each) == 'table' and each.amount or each) end
  return sum
end

-- Every unit that came is somebody's: a deal that says otherwise is broken.
local function kept()
  local offered = Offered and Offered.reward or '0'
  return plus(plus(plus(Reward, Collateral), offered), plus(plus(total(Owed), total(Paid)), total(Sending)))
end

Handlers.add('state', Handlers.utils.hasMatchingTag('Action', 'GetState'), function(msg)
  local state = {
    Status = Status, Why = Why, Reward = Reward, Collateral = Collateral, Received = Received, Kept = kept(),
    Owed = Owed, Paid = Paid, Sending = Sending, Slashed = Slashed, Misses = Misses, MissesInARow = MissesInARow,
    Passes = Passes, Period = Period, Accepted = Accepted ~= nil, Log = Log, Version = '1.0.0'
  }
  if P then
    state.Periods = #Segments > 0 and periods() or P.periods
    state.Client, state.Provider, state.Token, state.MerkleRoot = P.client, P.provider, P.token, P.root
  end
  if Status == 'Activated' then
    state.ActivatedAt, state.NextVerification = ActivatedAt, begins(Period)
    state.Until = begins(Period) + P.response
  end
  if Open then state.Open = { Chain = Open.chain or '', Stir = Open.stir or '', Nonce = Open.nonce } end
  if Offered then state.Offered = { Periods = Offered.periods, Reward = Offered.reward } end
  msg.reply({ Action = 'State', Data = json.encode(state) })
end)
