import type { VerbMeta } from '@mas/kernel'
import { appRouter } from './root.gen.ts'

/** Every verb that tRPC serves, by its path: what the matrix, the reference and the client's types are made of. */
export function verbsByPath(): [path: string, meta: VerbMeta][] {
  // At run time this record is flat (`leads.listLeads` -> procedure), whatever its type says.
  const procedures: Readonly<Record<string, unknown>> = appRouter._def.procedures
  return Object.entries(procedures).map(([path, procedure]) => [path, metaOf(path, procedure)])
}

function metaOf(path: string, procedure: unknown): VerbMeta {
  const meta: unknown = Reflect.get(Object(Reflect.get(Object(procedure), '_def')), 'meta')
  if (!isVerb(meta)) throw new Error(`${path} was not made by expose.ts`)
  return meta
}

function isVerb(meta: unknown): meta is VerbMeta {
  return meta !== null && (typeof meta === 'function' || typeof meta === 'object') && 'verb' in meta && 'kind' in meta
}
