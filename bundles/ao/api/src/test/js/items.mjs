// Makes and checks data items with arbundles. Takes commands as JSON lines, answers with JSON lines.
import { createInterface } from 'node:readline'
import {
  ArweaveSigner, DataItem, EthereumSigner, HexSolanaSigner, SolanaSigner, bundleAndSignData, createData, unbundleData
} from '@dha-team/arbundles'
import bs58 from 'bs58'

const signers = {
  arweave: key => new ArweaveSigner(JSON.parse(key)),
  ethereum: key => new EthereumSigner(key),
  ed25519: key => new SolanaSigner(bs58.encode(Buffer.from(key, 'hex'))),
  solana: key => new HexSolanaSigner(bs58.encode(Buffer.from(key, 'hex')))
}

const told = item => ({
  item: item.getRaw().toString('base64'),
  name: item.id,
  type: item.signatureType,
  target: item.target,
  anchor: item.rawAnchor.toString('base64'),
  tags: item.tags,
  data: item.rawData.toString('base64')
})

const make = async ({ signer, key, target, anchor, tags, data }) => {
  const s = signers[signer](key)
  const item = createData(Buffer.from(data, 'base64'), s, { target, anchor, tags })
  await item.sign(s)
  return item
}

const verbs = {
  make: async c => told(await make(c)),
  read: async c => {
    const bytes = Buffer.from(c.item, 'base64')
    return { ...told(new DataItem(bytes)), valid: await DataItem.verify(bytes) }
  },
  bundle: async c => {
    const s = signers[c.signer](c.key)
    const items = await Promise.all(c.items.map(make))
    const bundle = await bundleAndSignData(items, s)
    return { bundle: bundle.getRaw().toString('base64'), ids: items.map(i => i.id) }
  },
  unbundle: async c => {
    const bundle = unbundleData(Buffer.from(c.bundle, 'base64'))
    return { ids: bundle.items.map(i => i.id), valid: await bundle.verify() }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  try {
    console.log(JSON.stringify({ ...(await verbs[command.do](command)), id: command.id }))
  } catch (e) {
    console.log(JSON.stringify({ id: command.id, error: String(e.message ?? e) }))
  }
}
