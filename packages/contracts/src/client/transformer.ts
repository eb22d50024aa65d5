import superjson from 'superjson'

/**
 * superjson with a fast path. Answers are plain JSON by contract (ISO strings, integers), so one cheap walk finds
 * that nothing needs describing and the value goes out as it is, in superjson's own envelope: stock superjson
 * clients understand both, and a list of fifty rows costs a fiftieth of the full treatment.
 */
export const transformer = {
  serialize: (value: unknown): { json: unknown } => (isPlain(value) ? { json: value } : superjson.serialize(value)),
  deserialize: (envelope: unknown): unknown => {
    if (typeof envelope !== 'object' || envelope === null || !('json' in envelope)) throw new TypeError('not a superjson envelope')
    if (!('meta' in envelope) || envelope.meta === undefined) return envelope.json
    const values = valuesOf(envelope.meta)
    if (values === undefined) return envelope.json
    // `v` says how paths are escaped: without it, keys with a backslash or a dot are looked for in the wrong place.
    return superjson.deserialize(asResult({ json: envelope.json, meta: { values, ...(versionOf(envelope.meta) === 1 && { v: 1 }) } }))
  },
}

/** What superjson may be told to make of a plain value; classes, symbols and patterns have no place on our wire. */
const restorable: ReadonlySet<unknown> = new Set(['undefined', 'Date', 'bigint', 'number', 'set', 'map'])

/**
 * The annotations, checked: superjson trusts their shape, and one wrong text among them sends it into seconds of
 * recursion. Its notes on equal references are left out, since the plain value already holds every copy.
 */
function valuesOf(meta: unknown): unknown {
  if (typeof meta !== 'object' || meta === null) throw new TypeError('not superjson metadata')
  const values: unknown = Reflect.get(meta, 'values')
  if (values === undefined) return undefined
  if (!isTree(values, 100)) throw new TypeError('not superjson annotations')
  return values
}

function versionOf(meta: unknown): unknown {
  return Reflect.get(Object(meta), 'v')
}

function isTree(tree: unknown, levels: number): boolean {
  if (levels === 0 || typeof tree !== 'object' || tree === null) return false
  if (!Array.isArray(tree)) return Object.values(tree).every((child) => isTree(child, levels - 1))
  const [annotation, children] = tree
  return (
    restorable.has(annotation) && (tree.length === 1 || (tree.length === 2 && !Array.isArray(children) && isTree(children, levels - 1)))
  )
}

/** superjson takes any JSON with checked annotations. */
function asResult(envelope: object): Parameters<typeof superjson.deserialize>[0] {
  return envelope as Parameters<typeof superjson.deserialize>[0]
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'object': {
      if (value === null) return true
      if (Array.isArray(value)) return value.every(isPlain)
      if (Object.getPrototypeOf(value) !== Object.prototype) return false
      for (const key in value) if (!isPlain(Reflect.get(value, key))) return false
      return true
    }
    default:
      return false
  }
}
