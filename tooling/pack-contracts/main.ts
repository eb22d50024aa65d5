/**
 * `bun run pack:contracts`: builds @mas/contracts into a tarball that an outside project installs. It carries
 * JavaScript and declarations only: whoever imports it type-checks neither our sources nor any server code.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('../../', import.meta.url))
const source = `${root}packages/contracts`
const target = `${root}.mas/contracts`
const Manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
})
const Root = z.looseObject({ workspaces: z.looseObject({ catalog: z.record(z.string(), z.string()) }) })

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
await run([
  `${root}node_modules/.bin/tsc`,
  '-p',
  `${root}tooling/pack-contracts/tsconfig.json`,
  '--outDir',
  `${target}/dist`,
  '--singleThreaded',
])

const manifest = Manifest.parse(await Bun.file(`${source}/package.json`).json())
const { catalog } = Root.parse(await Bun.file(`${root}package.json`).json()).workspaces
const pinned = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `^${catalog[name]}`]))
const folders = readdirSync(`${source}/src`, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
await Bun.write(
  `${target}/package.json`,
  JSON.stringify(
    {
      name: manifest.name,
      version: manifest.version,
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20' },
      files: ['dist'],
      exports: Object.fromEntries(
        folders.map((name) => [`./${name}`, { types: `./dist/${name}/index.d.ts`, default: `./dist/${name}/index.js` }]),
      ),
      dependencies: pinned(Object.keys(manifest.dependencies)),
      // Types only; a client needs the version that its @trpc/client asks for anyway.
      peerDependencies: pinned(['@trpc/server']),
    },
    null,
    2,
  ),
)
cpSync(`${source}/README.md`, `${target}/README.md`)
await run(['bun', 'pm', 'pack', '--destination', `${root}.mas`], target)

async function run(command: string[], cwd: string = root): Promise<void> {
  const code = await Bun.spawn(command[0] === 'bun' ? [process.execPath, ...command.slice(1)] : command, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
  }).exited
  if (code !== 0) process.exit(code)
}
