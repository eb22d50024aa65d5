import type { z } from 'zod'

type Json = z.core.util.JSONType

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
/** Codes, keys and names of things: lower-case words with marks between them, no longer than a name of ours gets. */
const name = /^[a-z][a-z0-9]*([._/:-][a-z0-9]+)*$/

/**
 * A job's payload as operators may see it. Jobs carry ids and decisions; whatever looks like neither may be somebody's
 * address, number or words, and is replaced by its length.
 */
export function masked(value: unknown): Json {
  if (typeof value === 'string') return isPlain(value) ? value : `(${value.length} characters)`
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.slice(0, 50).map(masked)
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]))
  return null
}

function isPlain(text: string): boolean {
  return id.test(text) || instant.test(text) || (text.length <= 60 && name.test(text) && !/\d{6}/.test(text))
}
