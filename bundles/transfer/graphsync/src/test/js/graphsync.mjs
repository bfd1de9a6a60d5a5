// A @dcdn/graphsync peer on js-libp2p 3 that tests drive: commands come as JSON lines on stdin, answers go to stdout.
import { FOLDER } from './packages.mjs'
import { createInterface } from 'node:readline'
import { readFileSync } from 'node:fs'

await import(new URL('node20.mjs', FOLDER).href)
const { createLibp2p } = await import('libp2p')
const { tcp } = await import('@libp2p/tcp')
const { noise } = await import('@chainsafe/libp2p-noise')
const { yamux } = await import('@chainsafe/libp2p-yamux')
const { identify } = await import('@libp2p/identify')
const { multiaddr } = await import('@multiformats/multiaddr')
const { peerIdFromString } = await import('@libp2p/peer-id')
const { CID } = await import('multiformats')
const { GraphSync, allSelector, push } = await import('@dcdn/graphsync')

const say = (message) => process.stdout.write(JSON.stringify(message) + '\n')
// The package prints what it cannot take in; stdout is for answers.
console.log = console.error

const libp2p = () => createLibp2p({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify() }
})

// The package was written for libp2p 0.40: streams had a source and a sink, handlers one argument, peers an address book.
const duplex = (stream) => ({
  source: (async function * () { for await (const chunk of stream) yield chunk.subarray() })(),
  sink: async (source) => {
    for await (const chunk of source) {
      if (!stream.send(chunk.subarray())) await stream.onDrain()
    }
  },
  close: () => stream.close()
})
const asBefore = (node) => ({
  handle: (protocol, handler) => node.handle(protocol, (stream, connection) => handler({ stream: duplex(stream), connection })),
  unhandle: (protocol) => node.unhandle(protocol),
  dialProtocol: async (peer, protocol) => duplex(await node.dialProtocol(peerIdFromString(String(peer)), protocol)),
  peerStore: { addressBook: { add: (peer, addresses) => node.peerStore.merge(peerIdFromString(String(peer)), { multiaddrs: addresses.map((a) => multiaddr(String(a))) }) } }
})

class Blocks {
  map = new Map()
  bytes = 0
  async get (cid) {
    const block = this.map.get(String(cid))
    if (block == null) throw new Error('no block ' + cid)
    return block
  }

  async put (cid, block) { this.map.set(String(cid), block); this.bytes += block.length }
  async has (cid) { return this.map.has(String(cid)) }

  // A CARv1, front to back.
  load (path) {
    const bytes = readFileSync(path)
    let at = 0
    const varint = () => { let n = 0; for (let shift = 0; ; shift += 7) { const b = bytes[at++]; n += (b & 127) * 2 ** shift; if (b < 128) return n } }
    const header = varint()
    at += header
    while (at < bytes.length) {
      const end = varint() + at
      const [cid, block] = CID.decodeFirst(bytes.subarray(at, end))
      this.map.set(String(cid), block)
      at = end
    }
  }
}

const start = async () => {
  const node = await libp2p()
  const blocks = new Blocks()
  const exchange = new GraphSync(asBefore(node), blocks)
  exchange.on('networkErrorListener', ({ error }) => console.error(error))
  exchange.start()
  return { node, blocks, exchange }
}
const { node, blocks, exchange } = await start()
const learn = async (to) => {
  const peer = peerIdFromString(to.split('/p2p/')[1])
  await node.peerStore.merge(peer, { multiaddrs: [multiaddr(to)] })
  return peer
}
const pull = async (with_, peer, root, extensions) => {
  const request = with_.request(CID.parse(root), allSelector)
  const responses = []
  request.on('incomingResponse', (response) => responses.push(response))
  await Promise.all([request.open(peer, extensions), request.drain()])
  return responses
}

const commands = {
  async load ({ car }) { blocks.load(car); return { blocks: blocks.map.size } },
  // Fetches a DAG; with a voucher as a data-transfer pull, without one as a plain request.
  async pull ({ to, root, voucherType, number }) {
    const peer = await learn(to)
    const extensions = voucherType == null
      ? undefined
      : {
          'fil/data-transfer/1.1': {
            IsRq: true,
            Response: null,
            Request: { BCid: CID.parse(root), Type: 0, Paus: false, Part: false, Pull: true, Stor: allSelector, Vouch: [1], VTyp: voucherType, XferID: number, RestartChannel: ['', '', 0] }
          }
        }
    const responses = await pull(exchange, peer, root, extensions)
    const accepted = responses.map((r) => r.ext?.['fil/data-transfer/1.1']?.Response?.Acpt).find((a) => a != null)
    return { blocks: blocks.map.size, bytes: blocks.bytes, accepted: accepted ?? null }
  },
  // What a plain request is answered with.
  async status ({ to, root }) {
    const peer = await learn(to)
    const request = exchange.request(CID.parse(root), allSelector)
    return await new Promise((resolve, reject) => {
      request.on('incomingResponse', (response) => resolve({ status: response.stat }))
      request.open(peer).catch(reject)
      request.drain().catch(reject)
    })
  },
  async push ({ to, root, voucherType }) {
    await push(root, { maddr: multiaddr(to), exchange, voucher: [1], voucherType })
    return {}
  },
  // How fast two of these are: MiB a second.
  async bench ({ car, root, mebibytes }) {
    const other = await start()
    other.blocks.load(car)
    const peer = await learn(String(other.node.getMultiaddrs()[0]))
    const before = performance.now()
    await pull(exchange, peer, root)
    const seconds = (performance.now() - before) / 1000
    await other.node.stop()
    return { speed: mebibytes / seconds, bytes: blocks.bytes }
  }
}

say({ ready: true, peer: String(node.peerId), addresses: node.getMultiaddrs().map(String) })
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  commands[command.do](command).then(
    (result) => say({ id: command.id, ...result }),
    (error) => say({ id: command.id, error: String(error?.stack ?? error) })
  )
}
await node.stop()
process.exit(0)
