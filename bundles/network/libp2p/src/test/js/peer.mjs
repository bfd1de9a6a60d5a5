// A js-libp2p peer that tests drive: commands come as JSON lines on stdin, answers go as JSON lines to stdout.
import './node20.mjs'
import { createInterface } from 'node:readline'
import { createHash } from 'node:crypto'
import { createLibp2p } from 'libp2p'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify, identifyPush } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { gossipsub } from '@libp2p/gossipsub'
import { kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'

const options = JSON.parse(process.argv[2] ?? '{}')
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n')

const services = { identify: identify(), identifyPush: identifyPush(), ping: ping() }
if (options.gossip) {
  services.pubsub = gossipsub({
    allowPublishToZeroTopicPeers: true,
    heartbeatInterval: 200,
    ...(options.anyId ? { msgIdFn: (m) => createHash('sha256').update(m.data).digest() } : {})
  })
}
if (options.dht) {
  // The mapper keeps loopback addresses, which by default are taken for useless.
  services.dht = kadDHT({
    protocol: options.dhtProtocol ?? '/ipfs/kad/1.0.0',
    clientMode: options.dht === 'client',
    peerInfoMapper: passthroughMapper,
    allowQueryWithZeroPeers: true,
    initialQuerySelfInterval: 0
  })
}
const node = await createLibp2p({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: options.security === 'tls' ? [tls()] : options.security === 'both' ? [tls(), noise()] : [noise()],
  streamMuxers: [yamux()],
  services
})

// Everything comes back; the end as well.
const send = async (stream, bytes) => {
  if (!stream.send(bytes)) await stream.onDrain()
}
await node.handle('/echo/1.0.0', async (stream) => {
  for await (const chunk of stream) await send(stream, chunk)
  await stream.close()
})

// /perf/1.0.0: eight bytes say how many are wanted back.
const CHUNK = new Uint8Array(64 * 1024)
const pour = async (stream, count) => {
  while (count > 0) {
    const n = Math.min(count, CHUNK.length)
    await send(stream, CHUNK.subarray(0, n))
    count -= n
  }
}
await node.handle('/perf/1.0.0', async (stream) => {
  const head = []
  for await (const chunk of stream) {
    if (head.length < 8) head.push(...chunk.subarray(0, 8 - head.length))
  }
  await pour(stream, Number(Buffer.from(head).readBigUInt64BE()))
  await stream.close()
})

const heard = []
if (options.gossip) {
  node.services.pubsub.addEventListener('message', (event) => {
    heard.push({ topic: event.detail.topic, text: Buffer.from(event.detail.data).toString(), from: String(event.detail.from ?? '') })
  })
}

const commands = {
  async dial ({ to }) {
    const connection = await node.dial(multiaddr(to))
    return { peer: String(connection.remotePeer), encryption: connection.encryption, muxer: connection.multiplexer }
  },
  async ping ({ to }) { return { ms: await node.services.ping.ping(multiaddr(to)) } },
  // Sends pseudo-random bytes and compares what comes back.
  async echo ({ to, bytes }) {
    const stream = await node.dialProtocol(multiaddr(to), '/echo/1.0.0')
    let x = 1
    const sent = createHash('sha256')
    const got = createHash('sha256')
    let received = 0
    const reading = (async () => {
      for await (const chunk of stream) {
        for (const part of chunk[Symbol.iterator] && chunk.subarray ? [chunk.subarray()] : [chunk]) {
          got.update(part)
          received += part.length
        }
      }
    })()
    for (let left = bytes; left > 0;) {
      const part = Buffer.alloc(Math.min(left, 50000))
      for (let i = 0; i < part.length; i++) { x = (Math.imul(x, 1664525) + 1013904223) >>> 0; part[i] = x >>> 24 }
      sent.update(part)
      await send(stream, part)
      left -= part.length
    }
    await stream.close()
    await reading
    return { received, same: sent.digest('hex') === got.digest('hex') }
  },
  async perf ({ to, up, down }) {
    const stream = await node.dialProtocol(multiaddr(to), '/perf/1.0.0')
    const head = Buffer.alloc(8)
    head.writeBigUInt64BE(BigInt(down))
    const start = performance.now()
    await send(stream, head)
    await pour(stream, up)
    const closing = stream.close()
    let received = 0
    for await (const chunk of stream) received += chunk.byteLength
    await closing
    return { received, seconds: (performance.now() - start) / 1000 }
  },
  async known ({ peer }) {
    const found = (await node.peerStore.all()).find((p) => String(p.id) === peer)
    return found == null
      ? {}
      : {
          protocols: found.protocols,
          addresses: found.addresses.map((a) => String(a.multiaddr)),
          agent: Buffer.from(found.metadata.get('AgentVersion') ?? []).toString()
        }
  },
  async subscribe ({ topic }) { node.services.pubsub.subscribe(topic); return {} },
  async publish ({ topic, text }) {
    const result = await node.services.pubsub.publish(topic, Buffer.from(text))
    return { recipients: result.recipients.length }
  },
  async listeners ({ topic }) { return { peers: node.services.pubsub.getSubscribers(topic).map(String), mesh: node.services.pubsub.getMeshPeers(topic) } },
  async heard () { return { heard } },
  async provide ({ cid }) { await node.contentRouting.provide(CID.parse(cid)); return {} },
  async findProviders ({ cid, most }) {
    const found = []
    for await (const provider of node.contentRouting.findProviders(CID.parse(cid), { signal: AbortSignal.timeout(30000) })) {
      found.push({ peer: String(provider.id), addresses: provider.multiaddrs.map(String) })
      if (found.length >= most) break
    }
    return { found }
  },
  async findPeer ({ peer }) {
    const found = await node.peerRouting.findPeer(peerIdFromString(peer), { signal: AbortSignal.timeout(30000) })
    return { addresses: found.multiaddrs.map(String) }
  },
  async table () { return { size: node.services.dht.routingTable.size } },
  async connections () { return { peers: node.getConnections().map((c) => String(c.remotePeer)) } }
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
