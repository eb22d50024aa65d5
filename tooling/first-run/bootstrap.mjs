/**
 * From "Node and npm only" to "the pinned Bun and all packages". Plain JavaScript without dependencies, because
 * nothing is installed yet; runs on Node 18 and later, and on Bun where there is no Node.
 */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBun, installBun } from './install-bun.mjs'
import { run, runAttached } from './run-command.mjs'

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const local = join(checkout, '.mas')

/** Answers the path of Bun. `steps` is how many steps the caller will have shown when all is done. */
export const bootstrap = async (steps) => {
  mkdirSync(local, { recursive: true })
  assertWritable(local)
  useLocalCaches()
  const bun = await ensureBun(`1/${steps}`)
  await ensurePackages(`2/${steps}`, bun)
  offerBun(bun)
  return bun
}

export const runBun = (bun, args) => runAttached(bun, args, checkout)

export const hasFailed = (error) => {
  console.error(`\n${error.message}`)
  process.exitCode = error.exitCode ?? 1
}

const ensureBun = async (step) => {
  const { packageManager } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))
  const version = packageManager.replace(/^bun@/, '')
  const startedAt = Date.now()
  let bun = findBun(local, version)
  if (!bun) {
    console.log(`${step} Bun ${version}: installing it with npm into .mas/bun …`)
    bun = await installBun(local, version)
  }
  console.log(`${step} Bun ${version}${seconds(startedAt)}`)
  return bun
}

const ensurePackages = async (step, bun) => {
  const stampFile = join(local, 'installed')
  const stamp = createHash('sha256')
    .update(readFileSync(join(checkout, 'bun.lock')))
    .update(`${bun} ${process.platform} ${process.arch}`)
    .digest('hex')
  const startedAt = Date.now()
  if (!existsSync(join(checkout, 'node_modules')) || readIfThere(stampFile) !== stamp) {
    console.log(`${step} Packages: installing …`)
    await run(bun, ['install', '--frozen-lockfile'], checkout)
    writeFileSync(stampFile, stamp)
  }
  console.log(`${step} Packages${seconds(startedAt)}`)
}

/** Where this machine has no Bun, `node_modules/.bin/bun` is ours, so that `npm run check` and a person find it. */
const offerBun = (bun) => {
  const link = join(checkout, 'node_modules', '.bin', 'bun')
  if (!bun.startsWith(local) || existsSync(link)) return
  rmSync(link, { force: true })
  symlinkSync(bun, link)
}

const assertWritable = (folder) => {
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    throw new Error(`${folder} cannot be written: it belongs to another user. Start as that user, or remove the folder to start afresh.`)
  }
}

/** npm and Bun keep their caches in the home folder. A service account often has none that it may write to. */
const useLocalCaches = () => {
  try {
    accessSync(homedir(), constants.W_OK)
  } catch {
    // npm hands its default on to the scripts it runs, so "set" does not mean that somebody chose it.
    const chosen = process.env.npm_config_cache
    if (!chosen || chosen.startsWith(homedir())) process.env.npm_config_cache = join(local, 'cache', 'npm')
    process.env.BUN_INSTALL_CACHE_DIR ??= join(local, 'cache', 'bun')
  }
}

const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

/** Nothing to say about a step that took no time. */
const seconds = (startedAt) => {
  const tenths = Math.round((Date.now() - startedAt) / 100)
  return tenths === 0 ? '' : ` (${(tenths / 10).toFixed(1)} s)`
}
