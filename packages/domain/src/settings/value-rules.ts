import type { z } from 'zod'

export interface Issue {
  readonly path: readonly (string | number)[]
  readonly message: string
}
interface Fitting {
  readonly schema: z.ZodType
  readonly bounds?: { readonly min?: number; readonly max?: number }
}

/** Settings are read into every process and written into every audit entry about them. */
const largestBytes = 16 * 1024

/**
 * What is wrong with a value; nothing where it fits. Besides schema and bounds: a schema that reads "5" as 5 or drops
 * a member it does not know would store something else than was said, so both are refused.
 */
export function issuesOf(type: Fitting, value: unknown): Issue[] {
  const text = JSON.stringify(value)
  if (text === undefined || Buffer.byteLength(text) > largestBytes) return [{ path: [], message: 'at most 16 KiB of JSON' }]
  if (holdsUnstorable(value)) return [{ path: [], message: 'contains characters that cannot be stored' }]
  const parsed = type.schema.safeParse(value)
  if (!parsed.success) return parsed.error.issues.slice(0, 50).map(({ path, message }) => ({ path: path.map(asStep), message }))
  return [...boundIssues(type, value), ...strayIssues(value, parsed.data, [])]
}

function boundIssues({ bounds }: Fitting, value: unknown): Issue[] {
  if (bounds === undefined || typeof value !== 'number') return []
  const { min = -Infinity, max = Infinity } = bounds
  if (value < min) return [{ path: [], message: `must be at least ${min}` }]
  return value > max ? [{ path: [], message: `must be at most ${max}` }] : []
}

/** Where what was parsed lost a member or changed its type. */
function strayIssues(given: unknown, parsed: unknown, path: readonly (string | number)[]): Issue[] {
  if (Array.isArray(given) && Array.isArray(parsed)) return given.flatMap((one, n) => strayIssues(one, parsed[n], [...path, n]))
  if (isRecord(given) && isRecord(parsed))
    return Object.entries(given).flatMap(([name, one]) =>
      Object.hasOwn(parsed, name) ? strayIssues(one, parsed[name], [...path, name]) : [{ path: [...path, name], message: 'unknown key' }],
    )
  return typeof given === typeof parsed && Array.isArray(given) === Array.isArray(parsed)
    ? []
    : [{ path, message: `must be of the type it is stored as: ${typeof parsed}` }]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Postgres can store neither NUL nor a lone surrogate. */
function holdsUnstorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed() || value.includes('\u0000')
  if (Array.isArray(value)) return value.some(holdsUnstorable)
  return isRecord(value) && Object.entries(value).some(([name, one]) => holdsUnstorable(name) || holdsUnstorable(one))
}

function asStep(step: PropertyKey): string | number {
  return typeof step === 'number' ? step : String(step)
}

/** One value serves every reader of a process: nobody may change it in place. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const one of Object.values(value)) deepFreeze(one)
  }
  return value
}
