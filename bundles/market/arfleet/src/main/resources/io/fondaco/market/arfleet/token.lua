-- A token: balances as decimal strings, kept so that their sum is the supply.
--
-- Spawned with: Name, Ticker, Denomination (decimal places), Logo; Supply (base units) and Mint-To (who has them; the owner
-- unless it says otherwise). Actions: Info, Balance, Balances, Total-Supply, Transfer, Mint (owner only), Burn.
-- Amounts are decimal integers of base units, as strings, on the wire and in the state.

local bint = require('.bint')(256)
local json = require('json')

local ZERO = bint.zero()
local LARGEST = bint.frominteger(2) ^ bint.frominteger(128)

local function spawned(name, otherwise)
  for _, tag in ipairs(ao.env.Process.Tags) do
    if tag.name == name then return tag.value end
  end
  return otherwise
end

-- A decimal integer without sign, leading zeros or anything else; nil for other text.
local function amount(text)
  if type(text) ~= 'string' or #text > 39 or not (text == '0' or text:match('^[1-9]%d*$')) then return nil end
  local value = bint(text)
  if bint.ult(LARGEST, value) then return nil end
  return value
end

Name = spawned('Name', 'Fondaco token')
Ticker = spawned('Ticker', 'FDT')
Logo = spawned('Logo', '')
Denomination = tonumber(spawned('Denomination', '12'))
Supply = spawned('Supply', '0')
assert(amount(Supply), 'Supply is to be a decimal integer below 2^128')
Balances = {}
if Supply ~= '0' then Balances[spawned('Mint-To', Owner)] = Supply end

local function balance(account) return bint(Balances[account] or '0') end

-- Nobody is kept with nothing: what has no balance is not in the state.
local function set(account, value)
  if bint.eq(value, ZERO) then Balances[account] = nil else Balances[account] = tostring(value) end
end

-- What a sender wants to come back to them or to go on to the recipient.
local function forwarded(msg, into)
  for name, value in pairs(msg.Tags) do
    if name:sub(1, 2) == 'X-' and name ~= 'X-Reference' and name ~= 'X-Origin' then into[name] = value end
  end
  return into
end

-- What became of an account's money is said to that account and to nobody else: a message that named another place for the
-- reply could make a deal believe that a payout of its own had failed, and pay again.
local function tell(msg, what)
  what.Target = msg.From
  what['X-Reference'] = msg.Tags['X-Reference'] or msg.Tags.Reference
  what['X-Origin'] = msg.Tags['X-Origin']
  Send(what)
end

local function failed(msg, action, why)
  tell(msg, forwarded(msg, { Action = action, ['Message-Id'] = msg.Id, Error = why }))
end

local function account(text) return type(text) == 'string' and #text >= 1 and #text <= 128 end

Handlers.add('info', Handlers.utils.hasMatchingTag('Action', 'Info'), function(msg)
  local about = { Name = Name, Ticker = Ticker, Logo = Logo, Denomination = tostring(Denomination), Supply = Supply }
  msg.reply({
    Name = Name, Ticker = Ticker, Logo = Logo, Denomination = about.Denomination, Supply = Supply,
    Data = json.encode(about)
  })
end)

Handlers.add('balance', Handlers.utils.hasMatchingTag('Action', 'Balance'), function(msg)
  local whose = msg.Tags.Recipient or msg.Tags.Target or msg.From
  local has = Balances[whose] or '0'
  msg.reply({ Balance = has, Ticker = Ticker, Account = whose, Data = has })
end)

Handlers.add('balances', Handlers.utils.hasMatchingTag('Action', 'Balances'), function(msg)
  msg.reply({ Ticker = Ticker, Data = json.encode(Balances) })
end)

Handlers.add('supply', Handlers.utils.hasMatchingTag('Action', 'Total-Supply'), function(msg)
  msg.reply({ Action = 'Total-Supply', Ticker = Ticker, Data = Supply })
end)

Handlers.add('transfer', Handlers.utils.hasMatchingTag('Action', 'Transfer'), function(msg)
  local to, quantity = msg.Tags.Recipient, amount(msg.Tags.Quantity)
  if not account(to) then return failed(msg, 'Transfer-Error', 'Recipient is missing') end
  if not quantity or bint.eq(quantity, ZERO) then
    return failed(msg, 'Transfer-Error', 'Quantity has to be a decimal integer above zero')
  end
  local has = balance(msg.From)
  if bint.ult(has, quantity) then return failed(msg, 'Transfer-Error', 'Insufficient Balance!') end
  set(msg.From, has - quantity)
  set(to, balance(to) + quantity)
  if msg.Tags.Cast then return end
  local text = tostring(quantity)
  tell(msg, forwarded(msg, { Action = 'Debit-Notice', Recipient = to, Quantity = text }))
  Send(forwarded(msg, { Target = to, Action = 'Credit-Notice', Sender = msg.From, Quantity = text }))
end)

Handlers.add('mint', Handlers.utils.hasMatchingTag('Action', 'Mint'), function(msg)
  local quantity = amount(msg.Tags.Quantity)
  if msg.From ~= Owner then return failed(msg, 'Mint-Error', 'only the owner of the token mints') end
  if not quantity or bint.eq(quantity, ZERO) then
    return failed(msg, 'Mint-Error', 'Quantity has to be a decimal integer above zero')
  end
  local supply = bint(Supply) + quantity
  if bint.ult(LARGEST, supply) then return failed(msg, 'Mint-Error', 'more than 2^128 are not kept') end
  local to = account(msg.Tags.Recipient) and msg.Tags.Recipient or msg.From
  Supply = tostring(supply)
  set(to, balance(to) + quantity)
  Send({ Target = to, Action = 'Credit-Notice', Sender = ao.id, Quantity = tostring(quantity) })
end)

Handlers.add('burn', Handlers.utils.hasMatchingTag('Action', 'Burn'), function(msg)
  local quantity = amount(msg.Tags.Quantity)
  local has = balance(msg.From)
  if not quantity or bint.eq(quantity, ZERO) then
    return failed(msg, 'Burn-Error', 'Quantity has to be a decimal integer above zero')
  end
  if bint.ult(has, quantity) then return failed(msg, 'Burn-Error', 'Insufficient Balance!') end
  set(msg.From, has - quantity)
  Supply = tostring(bint(Supply) - quantity)
  tell(msg, { Action = 'Burn-Notice', Quantity = tostring(quantity) })
end)
