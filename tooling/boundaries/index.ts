import { readFileSync } from 'node:fs'
import { judgeImports, type DomainMap } from './judge.ts'
import { judgeMap } from './judge-map.ts'
import { readImports } from './read-imports.ts'

/** Findings about the imports of these files (paths from the project's root). */
export function checkBoundaries(root: string, paths: readonly string[], map: DomainMap): string[] {
  const files = paths
    .filter((path) => /^(apps|packages|tooling|bench)\/.*\.ts$/.test(path) && !path.startsWith('tooling/lint/fixtures/'))
    .map((path) => ({ path, imports: readImports(path, readFileSync(root + path, 'utf8')) }))
  // An extractor that finds nothing would call everything clean.
  if (files.length > 20 && files.every((file) => file.imports.length === 0))
    return ['no import was found in any file: the check itself is broken']
  return [...judgeImports(files, map), ...judgeMap(files, map)]
}
