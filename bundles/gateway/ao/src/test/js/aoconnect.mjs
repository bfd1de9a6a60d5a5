// Drives @permaweb/aoconnect, as its documentation has it, against the unit at the address it is told. The library itself is
// untouched; only its hard-coded scheduler router is led to the unit, by the fetch of this process.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { createInterface } from 'node:readline'

const { unit, packages, wallet } = JSON.parse(process.argv[2])
const ROUTER = 'https://su-router.ao-testnet.xyz'
const original = globalThis.fetch
const asked = []
globalThis.fetch = (url, options) => {
  const text = String(url)
  asked.push(`${options?.method ?? 'GET'} ${text}`)
  return original(text.startsWith(ROUTER) ? unit + text.substring(ROUTER.length) : url, options)
}

const require = createRequire(pathToFileURL(packages + '/package.json'))
const { connect, createDataItemSigner } = await import(pathToFileURL(require.resolve('@permaweb/aoconnect')))
  .then(module => module.default ?? module)
const ao = connect({ MODE: 'legacy', MU_URL: unit, CU_URL: unit, GATEWAY_URL: unit, GRAPHQL_URL: unit + '/graphql' })
const signer = createDataItemSigner(JSON.parse(wallet))

// A day in the life of a token, call by call as the documentation shows them.
const story = async ({ module, scheduler }) => {
  const told = {}
  told.process = await ao.spawn({
    module,
    scheduler,
    signer,
    tags: [{ name: 'Name', value: 'token' }, { name: 'Cron-Interval', value: '1-minute' }],
    data: 'supply 1000'
  })
  const process = told.process
  told.message = await ao.message({
    process,
    signer,
    tags: [{ name: 'Action', value: 'Transfer' }, { name: 'Recipient', value: 'bob' }, { name: 'Quantity', value: '10' }],
    anchor: '12345678901234567890123456789012'
  })
  told.result = await ao.result({ process, message: told.message })
  told.failed = await ao.message({
    process, signer, tags: [{ name: 'Action', value: 'Transfer' }, { name: 'Quantity', value: '9999' }]
  })
  told.failure = await ao.result({ process, message: told.failed })
  told.slot = await ao.message({
    process, signer, tags: [{ name: 'Action', value: 'Echo' }], data: 'the slot', returnAssignmentSlot: true
  })
  told.page = await ao.results({ process, limit: 2, sort: 'ASC' })
  told.rest = await ao.results({ process, from: told.page.edges[1].cursor, limit: 25, sort: 'ASC' })
  told.newest = await ao.results({ process, limit: 1, sort: 'DESC' })
  told.dryrun = await ao.dryrun({
    process, tags: [{ name: 'Action', value: 'Balance' }, { name: 'Account', value: 'bob' }], data: ''
  })
  told.other = await ao.spawn({ module, scheduler, signer })
  told.assigned = await ao.assign({ process: told.other, message: told.message, exclude: ['Data'] })
  told.assignedResult = await ao.result({ process: told.other, message: told.message })
  told.monitor = await ao.monitor({ process, signer })
  told.unmonitor = await ao.unmonitor({ process, signer })
  told.busy = await ao.message({ process, signer, tags: [{ name: 'Action', value: 'Spin' }] })
  const signed = await ao.signMessage({ process, signer, data: 'signed before', tags: [{ name: 'Action', value: 'Echo' }] })
  told.sent = await ao.sendSignedMessage(signed)
  told.signed = signed.id
  return told
}

const verbs = { story, asked: async () => ({ asked }) }
for (const name of ['spawn', 'message', 'result', 'results', 'dryrun', 'monitor', 'unmonitor', 'assign']) {
  verbs[name] = async options => ({ value: await ao[name]({ signer, ...options }) })
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  const { id, do: verb, ...options } = command
  try {
    console.log(JSON.stringify({ ...(await verbs[verb](options)), id }))
  } catch (e) {
    console.log(JSON.stringify({ id, error: String(e.message ?? e) }))
  }
}
