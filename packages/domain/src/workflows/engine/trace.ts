import { limits } from '@mas/contracts/workflows'
import type { Json } from './state.ts'

export function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** What `jsonb::text` of a value takes at most: PostgreSQL puts a blank behind each comma and colon. */
export function storedBytes(value: Json): number {
  if (typeof value === 'number') return Math.abs(value) >= 1e21 || (value !== 0 && Math.abs(value) < 1e-6) ? 340 : jsonBytes(value)
  if (typeof value !== 'object' || value === null) return jsonBytes(value)
  const members = Object.entries(value)
  const keys = Array.isArray(value) ? 0 : members.reduce((sum, [key]) => sum + jsonBytes(key) + 2, 0)
  return 2 + Math.max(0, members.length - 1) * 2 + keys + members.reduce((sum, [, member]) => sum + storedBytes(member), 0)
}

/** A trace of at most 4 KiB: long texts are cut first, then members dropped from the end, and either is marked. */
export function fitTrace(trace: { readonly [key: string]: Json }): Json {
  if (jsonBytes(trace) <= limits.traceBytes) return trace
  const short = shorten(trace)
  if (typeof short !== 'object' || short === null || Array.isArray(short)) return { cut: true }
  const kept: Record<string, Json> = { cut: true }
  for (const [key, member] of Object.entries(short)) kept[key] = Array.isArray(member) ? fitList(kept, key, member) : member
  return jsonBytes(kept) <= limits.traceBytes ? kept : { cut: true }
}

function shorten(value: Json): Json {
  if (typeof value === 'string') return value.length > 120 ? `${value.slice(0, 119).toWellFormed()}…` : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.slice(0, 40).map(shorten)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shorten(member)]))
}

/** As many members from the start as there is room for. */
function fitList(others: Record<string, Json>, key: string, members: readonly Json[]): Json {
  const room = limits.traceBytes - jsonBytes({ ...others, [key]: [] })
  let used = 0
  const kept: Json[] = []
  for (const member of members) {
    used += jsonBytes(member) + 1
    if (used > room) break
    kept.push(member)
  }
  return kept
}
