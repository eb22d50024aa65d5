import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findAccount, type Account } from './account.ts'
import { linkLibraries } from './binaries.ts'
import { copyBinaries } from './copy-binaries.ts'

/** How Postgres runs here: from which binaries, over which folder, as whom. Postgres refuses to run as root. */
export type LaunchPlan = {
  readonly binaries: string
  readonly dataDir: string
  /** Who must own the data folder. Absent without root: then we own whatever we create. */
  readonly owner?: Account
  readonly runAs?: Account
  /** Goes before each command line. */
  readonly prefix: readonly string[]
}

/** In a user namespace root keeps its access to files, and Postgres sees an ordinary user. */
const AS_NOBODY = ['unshare', '-U', '--map-user=65534', '--map-group=65534']
const ROOT: Account = { uid: 0, gid: 0 }

/** Only root can write here and everybody can pass: the one place left when the checkout is closed to other users. */
const SHARED_FOLDER = '/var/lib/mas-postgres'

export const planLaunch = (native: string, dataDir: string): LaunchPlan => {
  mkdirSync(dirname(dataDir), { recursive: true })
  const inPlace = { binaries: usableBinaries(native, dataDir), dataDir, prefix: [] }
  if (process.getuid?.() !== 0) return inPlace

  const account = findAccount()
  if (account) {
    const asAccount = { ...inPlace, owner: account, runAs: account }
    if (canReach(asAccount)) return asAccount
  }
  const inNamespace = { ...inPlace, owner: ROOT, prefix: AS_NOBODY }
  if (canReach(inNamespace)) return inNamespace

  if (!account)
    throw new Error('Postgres does not run as root, and this machine has neither a user "postgres" nor "nobody". Set DATABASE_URL.')
  const folder = join(SHARED_FOLDER, createHash('sha256').update(dataDir).digest('hex').slice(0, 16))
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  chownSync(folder, account.uid, account.gid)
  return {
    binaries: copyBinaries(native, SHARED_FOLDER),
    dataDir: join(folder, basename(dataDir)),
    owner: account,
    runAs: account,
    prefix: [],
  }
}

export const spawnPlanned = (
  plan: LaunchPlan,
  program: 'initdb' | 'postgres',
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess => {
  const [command = '', ...rest] = [...plan.prefix, join(plan.binaries, 'bin', program), ...args]
  return spawn(command, rest, {
    ...options,
    ...plan.runAs,
    // "/" because another user may not enter our working folder; an environment of our own, so that no PGDATA gets in.
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' },
  })
}

/** A checkout that somebody else installed may be read-only for us; then the links go into a copy beside the data. */
const usableBinaries = (native: string, dataDir: string): string => {
  try {
    linkLibraries(native)
    return native
  } catch {
    return copyBinaries(native, dirname(dataDir))
  }
}

/** Tried for real, because modes, access lists and mount options all have a say. */
const canReach = (plan: LaunchPlan): boolean => {
  const test = ['sh', '-c', 'test -x "$1" && test -x "$2"', 'sh', join(plan.binaries, 'bin', 'postgres'), dirname(plan.dataDir)]
  const [command = '', ...args] = [...plan.prefix, ...test]
  return spawnSync(command, args, { ...plan.runAs, cwd: '/', stdio: 'ignore' }).status === 0
}
