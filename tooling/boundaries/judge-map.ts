import { reachable, type DomainMap, type FileImports } from './judge.ts'
import { placeOf, targetOf } from './place.ts'

/** An edge is in use when a domain calls another, hears its events, shows its schemas or points a foreign key at it. */
const layers: ReadonlySet<string> = new Set(['contracts', 'db', 'domain'])

/** The map against the code: no cycle, no folder without a line, no line without a folder, no edge that nothing uses. */
export function judgeMap(files: readonly FileImports[], map: DomainMap): string[] {
  const where = 'packages/domain/domain-map.ts'
  const folders = new Set<string>()
  const used = new Set<string>()
  for (const { path, imports } of files) {
    const here = placeOf(path)
    if (here === undefined || !layers.has(here.unit)) continue
    if (here.unit === 'domain' && here.folder !== '' && here.folder !== 'wiring') folders.add(here.folder)
    for (const from of imports) {
      const there = targetOf(path, from)
      if (there !== undefined && layers.has(there.unit) && there.folder !== here.folder) used.add(`${here.folder} -> ${there.folder}`)
    }
  }
  return [
    ...Object.keys(map).flatMap((domain) =>
      reachable(map, domain).has(domain) ? [`${where}: ${domain} reaches itself; the map must have no cycle`] : [],
    ),
    ...[...folders].flatMap((folder) => (Object.hasOwn(map, folder) ? [] : [`${where}: packages/domain/src/${folder} has no line`])),
    ...Object.keys(map).flatMap((domain) => (folders.has(domain) ? [] : [`${where}: there is no folder packages/domain/src/${domain}`])),
    ...Object.entries(map).flatMap(([domain, edges]) =>
      edges.flatMap((edge) => (used.has(`${domain} -> ${edge}`) ? [] : [`${where}: nothing in ${domain} uses ${edge}; delete the edge`])),
    ),
  ]
}
