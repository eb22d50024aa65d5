import { transformer } from '@mas/contracts/client'
import type { AnyRouter } from '@trpc/server'
import { isCallable, type Callable } from './expose.ts'

/** One call that asks nothing of tRPC but its envelope. */
export interface PlainCall {
  readonly path: string
  readonly verb: Callable
  readonly input: unknown
}
export interface PlainRequest {
  readonly isBatch: boolean
  readonly calls: readonly PlainCall[]
}

/** The verbs of a router by path, for looking up calls without walking the router. */
export function verbTable(router: AnyRouter): ReadonlyMap<string, Callable> {
  const procedures: Readonly<Record<string, unknown>> = router._def.procedures
  const entries = Object.entries(procedures).flatMap(([path, procedure]): [string, Callable][] => {
    const verb: unknown = Reflect.get(Object(Reflect.get(Object(procedure), '_def')), 'meta')
    return isCallable(verb) ? [[path, verb]] : []
  })
  return new Map(entries)
}

/**
 * Reads well-formed calls of known verbs. Anything else (streams, live queries, wrong methods, broken envelopes,
 * unknown paths) is `undefined` and left to tRPC itself, which words the refusal.
 */
export function readPlainCalls(
  verbs: ReadonlyMap<string, Callable>,
  method: string,
  url: string,
  body: string | undefined,
): PlainRequest | undefined {
  const queryAt = url.indexOf('?')
  const address = queryAt < 0 ? url : url.slice(0, queryAt)
  const pathAt = address.indexOf('/trpc/')
  if (pathAt < 0) return undefined
  const query = new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt + 1))
  const isBatch = query.get('batch') === '1'
  const path = address.slice(pathAt + '/trpc/'.length)
  const paths = isBatch ? path.replaceAll('%2C', ',').split(',') : [path]
  const inputs = parseInputs(method === 'GET' ? query.get('input') : body, paths.length, isBatch)
  if (inputs === undefined) return undefined

  const calls: PlainCall[] = []
  for (const [n, name] of paths.entries()) {
    const verb = verbs.get(name)
    if (verb === undefined || (verb.kind === 'query') !== (method === 'GET')) return undefined
    calls.push({ path: name, verb, input: inputs[n] })
  }
  return { isBatch, calls }
}

function parseInputs(text: string | null | undefined, count: number, isBatch: boolean): unknown[] | undefined {
  if (text === null || text === undefined || text === '') return Array.from({ length: count })
  try {
    const parsed: unknown = JSON.parse(text)
    if (!isBatch) return [transformer.deserialize(parsed)]
    if (typeof parsed !== 'object' || parsed === null) return undefined
    return Array.from({ length: count }, (_, n) => {
      const envelope: unknown = Reflect.get(parsed, String(n))
      return envelope === undefined ? undefined : transformer.deserialize(envelope)
    })
  } catch {
    return undefined // tRPC finds the same fault and says so
  }
}
