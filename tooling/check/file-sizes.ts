import { readFileSync } from 'node:fs'
import { root } from './project-files.ts'

const hardLimit = 400

export interface Sizes {
  readonly findings: readonly string[]
  readonly files: number
  readonly median: number
  readonly largest: { readonly path: string; readonly lines: number }
}

/** Lines of the hand-written TypeScript files. */
export function fileSizes(paths: readonly string[]): Sizes {
  const sizes = paths
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.gen.ts') && !path.startsWith('tooling/lint/fixtures/'))
    .map((path) => ({
      path,
      lines: readFileSync(root + path, 'utf8')
        .trimEnd()
        .split('\n').length,
    }))
    .toSorted((a, b) => a.lines - b.lines)
  return {
    findings: sizes
      .filter((file) => file.lines > hardLimit)
      .map((file) => `${file.path}: ${file.lines} lines; split it (at most ${hardLimit})`),
    files: sizes.length,
    median: sizes[Math.floor(sizes.length / 2)]?.lines ?? 0,
    largest: sizes.at(-1) ?? { path: '', lines: 0 },
  }
}
