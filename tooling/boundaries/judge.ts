import { isTest, isTestSupport } from '../test-files.ts'
import { placeOf, targetOf, type Place } from './place.ts'

export type DomainMap = Readonly<Record<string, readonly string[]>>
/** What a file imports, as `readImports` found it. */
export interface FileImports {
  readonly path: string
  readonly imports: readonly string[]
}

/** Which package may know which. Tests may know every package; apps are known by nobody. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  kernel: ['contracts'],
  db: ['contracts', 'kernel'],
  domain: ['contracts', 'kernel', 'db'],
  providers: ['contracts', 'kernel'],
  platform: ['contracts', 'kernel', 'db'],
  wiring: ['contracts', 'kernel', 'db', 'domain', 'platform', 'providers'],
  testing: ['contracts', 'kernel', 'db', 'domain', 'platform', 'providers', 'wiring'],
  'apps/api': ['contracts', 'kernel', 'db', 'domain', 'platform', 'providers', 'wiring'],
  'apps/worker': ['contracts', 'kernel', 'db', 'domain', 'platform', 'providers', 'wiring'],
}
/** Folders that compose all domains by their nature: lists that `bun run generate` writes, and the emitted client. */
const composes: ReadonlySet<string> = new Set(['domain/wiring', 'contracts/catalogue', 'contracts/client'])

/** Every import that crosses a boundary it may not cross, in words. */
export function judgeImports(files: readonly FileImports[], map: DomainMap): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.flatMap((from) => complaintAbout(path, from, map).map((complaint) => `${path}: ${complaint}`)),
  )
}

function complaintAbout(path: string, from: string, map: DomainMap): string[] {
  const here = placeOf(path)
  const there = targetOf(path, from)
  if (here === undefined || there === undefined || here.unit === 'tooling' || here.unit === 'bench') return []
  const test = isTest(path) || isTestSupport(path)
  if (here.unit !== there.unit) {
    if (from.startsWith('.')) return [`'${from}' leaves the package; import @mas/${there.unit} instead`]
    const allowed = test ? !there.unit.startsWith('apps/') : (mayImport[here.unit] ?? []).includes(there.unit)
    if (!allowed) return [`${here.unit} may not know ${there.unit}`]
  }
  if (test) return deepComplaint(here, there, from)
  return [...deepComplaint(here, there, from), ...edgeComplaint(here, there, map)]
}

/** Past another domain's index nobody reaches. */
function deepComplaint(here: Place, there: Place, from: string): string[] {
  if (there.unit !== 'domain' || here.unit !== 'domain' || here.folder === there.folder || there.folder === '') return []
  return there.rest === 'index.ts' ? [] : [`'${from}' reaches into ${there.folder}; a domain has one door, its index`]
}

function edgeComplaint(here: Place, there: Place, map: DomainMap): string[] {
  if (here.folder === there.folder || composes.has(`${here.unit}/${here.folder}`)) return []
  const isDomain = (name: string) => Object.hasOwn(map, name)
  if (!isDomain(here.folder) || !isDomain(there.folder)) return []
  if (here.unit === 'domain' && there.unit === 'db')
    return [`${here.folder} reads the tables of ${there.folder}; call its index or a read model in db/reports`]
  // Facts are heard upward and sideways, too: that is what events are for. Nothing else of a domain above is known.
  if (here.unit === 'domain' && here.rest === 'subscribers.ts' && there.unit === 'contracts') return []
  return reachable(map, here.folder).has(there.folder) && isDirect(here, there, map)
    ? []
    : [`${here.folder} may not know ${there.folder}: there is no such edge in packages/domain/domain-map.ts`]
}

/** Calls need an edge of their own; schemas and foreign keys may point anywhere downward. */
function isDirect(here: Place, there: Place, map: DomainMap): boolean {
  return here.unit !== 'domain' || there.unit !== 'domain' || (map[here.folder] ?? []).includes(there.folder)
}

export function reachable(map: DomainMap, from: string, seen: Set<string> = new Set()): Set<string> {
  for (const next of map[from] ?? []) {
    if (seen.has(next)) continue
    seen.add(next)
    reachable(map, next, seen)
  }
  return seen
}
