/**
 * Writes the files that only list what the folders hold, so that adding a domain or a verb edits no shared file.
 * `--check` writes nothing and fails when a listed file is out of date.
 */
import { fileURLToPath } from 'node:url'
import { appRouterTypes } from './app-router-types.ts'
import { listings } from './listings.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const check = process.argv.includes('--check')
const stale: string[] = []

for (const { path, text } of listings(root)) await put(path, text)
// What follows reads the product itself, which imports the listings written just now.
for (const { path, text } of await appRouterTypes()) await put(path, text)
const { permissionMatrix } = await import('../../apps/api/src/permission-matrix.ts')
await put('docs/permission-matrix.md', permissionMatrix())
const { asvsReport } = await import('../asvs/report.ts')
await put('docs/asvs.md', asvsReport())
const { envExample } = await import('./env-example.ts')
const env = envExample()
await put(env.path, env.text)

if (stale.length > 0) {
  console.error(`out of date, run \`bun run generate\`:\n${stale.map((path) => `  ${path}`).join('\n')}`)
  process.exit(1)
}

async function put(path: string, text: string): Promise<void> {
  const file = Bun.file(root + path)
  if ((await file.exists()) && (await file.text()) === text) return
  if (check) stale.push(path)
  else {
    await Bun.write(file, text)
    console.log(`wrote ${path}`)
  }
}
