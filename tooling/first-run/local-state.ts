import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { local } from './checkout.ts'

/** Signs sessions and encrypts stored credentials, so it must survive restarts: made once, readable by its owner only. */
export const readOrMakeSecret = (): string => {
  const file = local('secret')
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}

type Ports = { readonly sandboxHttp: number; readonly sandboxSmtp: number; readonly sandboxClamd: number; readonly postgres: number }

/** The ports of the last run, so that bookmarks and database tools keep working. */
export const readPorts = (): Partial<Ports> => {
  const stored = readJson(local('ports.json'))
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(Object.entries(stored).filter(([, port]) => Number.isInteger(port)))
}

export const writePorts = (ports: Partial<Ports>): void => writeFileSync(local('ports.json'), `${JSON.stringify(ports, null, 2)}\n`)

/** How other commands of this checkout (`bun run demo`) find the running system. */
type RunFile = {
  readonly apiUrl: string
  readonly databaseUrl: string
  readonly sandboxUrl: string
  readonly pids: Record<string, number>
}

const runFile = local('run.json')

/** With the password of the database in it, so for its owner only. */
export const writeRunFile = (run: RunFile): void => {
  removeRunFile()
  writeFileSync(runFile, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 })
}

export const removeRunFile = (): void => rmSync(runFile, { force: true })

export const runningApiUrl = (): string | undefined => {
  const run = readJson(runFile)
  return typeof run === 'object' && run !== null && 'apiUrl' in run && typeof run.apiUrl === 'string' ? run.apiUrl : undefined
}

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined // absent, or half-written by a run that was killed
  }
}
