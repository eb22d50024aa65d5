/**
 * Canonical JSON (RFC 8785): keys sorted by UTF-16 code units, shortest number form, no blanks. Two writers of the
 * same facts produce the same bytes, which is what a hash over them needs. Whatever has no such form throws a
 * TypeError. Instants become ISO text, integers beyond 2^53 - 1 become decimal text, absent members are left out.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      // PostgreSQL's jsonb, which reads the columns, has no U+0000.
      if (!value.isWellFormed() || value.includes('\u0000')) throw new TypeError('not a text that can be stored')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('not a JSON number')
      return JSON.stringify(value === 0 ? 0 : value)
    case 'bigint':
      return value >= -maxSafe && value <= maxSafe ? value.toString() : `"${value.toString()}"`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return ofObject(value)
    default:
      throw new TypeError(`${typeof value} has no JSON form`)
  }
}
const maxSafe = BigInt(Number.MAX_SAFE_INTEGER)

function ofObject(value: object | null): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one)).join(',')}]`
  if (value instanceof Date) return canonicalJson(value.toISOString())
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects have a JSON form')
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
