import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { pageOf } from './html.ts'

/** The interactive reference of the vendor API. Its script is our own copy, so it works without the internet. */
export const scalarPage = pageOf(
  'MAS vendor API',
  '<div id="app"></div>\n<script src="/reference/scalar.js"></script>\n<script src="/reference/init.js"></script>',
  '',
)

/** Whatever would lead to the maker's own services is off. */
const options = {
  url: '/v1/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
}

/** In a file of its own, because the page's policy forbids scripts in the page. */
export const scalarInit = `Scalar.createApiReference('#app', ${JSON.stringify(options)})\n`

export interface Script {
  readonly gzipped: Uint8Array<ArrayBuffer>
  readonly etag: string
}
let script: Promise<Script | undefined> | undefined

/** Four megabytes that few people ever ask for: read and packed at the first request. */
export function openScalar(): Promise<Script | undefined> {
  return (script ??= load())
}

async function load(): Promise<Script | undefined> {
  const main = createRequire(import.meta.url).resolve('@scalar/api-reference/package.json')
  const file = await readFile(join(dirname(main), 'dist', 'browser', 'standalone.js')).catch(() => undefined)
  if (file === undefined) return undefined
  return { gzipped: new Uint8Array(await promisify(gzip)(file)), etag: `"${createHash('sha256').update(file).digest('hex').slice(0, 32)}"` }
}
