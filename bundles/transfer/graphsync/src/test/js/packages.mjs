// The packages are installed once, beside the network's own peers: bare names are looked up from there.
import { register } from 'node:module'
import { existsSync } from 'node:fs'

export const FOLDER = new URL('../../../../../network/libp2p/src/test/js/', import.meta.url)

const hooks = `
  const folder = ${JSON.stringify(new URL('node20.mjs', FOLDER).href)}
  const here = ${JSON.stringify(new URL('.', import.meta.url).href)}
  export async function resolve (name, context, next) {
    return next(name, !/^[./]|^[a-z]+:/.test(name) && context.parentURL?.startsWith(here) ? { ...context, parentURL: folder } : context)
  }`
if (!existsSync(new URL('node_modules/@dcdn/graphsync', FOLDER))) throw new Error('run npm ci --prefix bundles/network/libp2p/src/test/js first')
register('data:text/javascript,' + encodeURIComponent(hooks))
