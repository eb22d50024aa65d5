import { posix } from 'node:path'

/** Where a file stands: `packages/domain/src/leads/index.ts` is { unit: 'domain', folder: 'leads', rest: 'index.ts' }. */
export interface Place {
  /** `domain`, `db`, …, `apps/api`, `tooling`, `bench`. */
  readonly unit: string
  /** The folder below `src`, which for most packages is a domain; empty for files directly in `src`. */
  readonly folder: string
  readonly rest: string
}

export function placeOf(path: string): Place | undefined {
  const [, unit, inside = ''] = /^(?:packages\/([^/]+)|(?:apps\/[^/]+)|tooling|bench)\/(.*)$/.exec(path) ?? []
  const name = unit ?? /^(apps\/[^/]+|tooling|bench)\//.exec(path)?.[1]
  if (name === undefined) return undefined
  const parts = inside.replace(/^src\//, '').split('/')
  return parts.length > 1
    ? { unit: name, folder: parts[0] ?? '', rest: parts.slice(1).join('/') }
    : { unit: name, folder: '', rest: parts[0] ?? '' }
}

/** The place an import leads to; undefined for packages that are not ours. */
export function targetOf(importer: string, from: string): Place | undefined {
  if (from.startsWith('.')) return placeOf(posix.normalize(posix.join(posix.dirname(importer), from)))
  const [, name, folder = ''] = /^@mas\/([^/]+)(?:\/(.*))?$/.exec(from) ?? []
  if (name === undefined) return undefined
  const unit = name === 'api' || name === 'worker' ? `apps/${name}` : name
  // Sub-paths lead to a folder's index, or (in kernel and testing) to a file of `src`.
  return fileExports.has(unit) ? { unit, folder: '', rest: `${folder}.ts` } : { unit, folder, rest: 'index.ts' }
}
const fileExports: ReadonlySet<string> = new Set(['kernel', 'testing'])
