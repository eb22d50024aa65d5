import { z } from 'zod'
import type { SlotMode } from '@mas/kernel/providers'
import { providerVariables, type ProviderVariableName } from './variables.ts'

export type EnvRecord = Readonly<Record<string, string | undefined>>

export interface SlotProblem {
  readonly variable: string
  readonly problem: string
  /** What to write there. */
  readonly hint: string
}

/** A slot as set: off, or with what its adapter needs. */
export type Slot<C> =
  | { readonly mode: 'off'; readonly note: string }
  | { readonly mode: 'sandbox' | 'live'; readonly note: string; readonly config: C }

/** Reads variables and collects everything that is wrong with them. */
export interface SlotReader {
  readonly problems: readonly SlotProblem[]
  has(name: ProviderVariableName): boolean
  /** The variables of the schema, blank ones left out; nothing when some are wrong. */
  parse<T>(schema: z.ZodType<T>): T | undefined
  /** The mode as written; left out, live with keys, otherwise `without`: what follows from the sandbox unless given. */
  mode(variable: ProviderVariableName, hasKeys: boolean, without?: SlotMode): SlotMode
  reject(variable: ProviderVariableName, problem: string): void
}

const Mode = z.enum(['off', 'sandbox', 'live'])

export function createSlotReader(env: EnvRecord): SlotReader {
  const problems: SlotProblem[] = []
  // A blank line in .env is a variable that nobody has filled in yet.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const reject = (variable: string, problem: string) => {
    if (problems.some((known) => known.variable === variable)) return
    problems.push({ variable, problem, hint: hintFor(variable) })
  }
  return {
    problems,
    reject,
    has: (name) => given[name] !== undefined,
    parse(schema) {
      const parsed = schema.safeParse(given)
      if (parsed.success) return parsed.data
      for (const { path, message } of parsed.error.issues) {
        const variable = String(path[0] ?? '')
        // Zod's own words for a missing text are about types, not about variables.
        reject(variable, given[variable] === undefined ? 'is missing' : message)
      }
      return undefined
    },
    mode(variable, hasKeys, without) {
      const written = given[variable]
      const mode = Mode.safeParse(written)
      if (mode.success) return mode.data
      if (written !== undefined) reject(variable, 'must be off, sandbox or live')
      if (hasKeys) return 'live'
      return without ?? (given['SANDBOX_HTTP_PORT'] === undefined ? 'off' : 'sandbox')
    },
  }
}

function hintFor(name: string): string {
  const variable = providerVariables.find((one) => one.name === name)
  if (variable === undefined) return ''
  return variable.example === '' ? variable.description : `${variable.description} Example: ${variable.example}`
}

/** A port that something listens on. */
export const Port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(1, 'must be 1 to 65535')
  .max(65_535, 'must be 1 to 65535')

const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])
export const isLoopback = (host: string): boolean => loopback.has(host)

/** An address of a vendor: https, or plain http on this machine. */
export const VendorUrl = z.url('must be an address').refine((text) => {
  const url = new URL(text)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}, 'must start with https://')

/** Where the sandbox listens; a slot in sandbox without it is a problem. */
export function sandboxOrigin(reader: SlotReader): string | undefined {
  const ports = reader.parse(z.object({ SANDBOX_HTTP_PORT: Port }))
  return ports === undefined ? undefined : `http://127.0.0.1:${ports.SANDBOX_HTTP_PORT}`
}

/** What a slot is while its variables are wrong; nothing is built from it, because reading fails as a whole. */
export const unreadable = { mode: 'off', note: 'misconfigured' } as const
