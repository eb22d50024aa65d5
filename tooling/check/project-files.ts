import { fileURLToPath } from 'node:url'
import { readdirSync } from 'node:fs'

export const root = fileURLToPath(new URL('../../', import.meta.url))

const ignored: ReadonlySet<string> = new Set(['node_modules', '.git', '.turbo', '.mas', 'dist', 'coverage'])

/**
 * Paths of the project's own files, from its root. What git tracks or would track, so that a stray file does not hide
 * from a check; a walk where there is no git (an unpacked archive).
 */
export function projectFiles(from: string = root): string[] {
  const listed = Bun.spawnSync(['git', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: from, stderr: 'ignore' })
  const paths = listed.exitCode === 0 ? listed.stdout.toString().split('\0').filter(Boolean) : walk(from, '')
  return paths.filter((path) => !path.split('/').some((part) => ignored.has(part))).toSorted()
}

function walk(from: string, below: string): string[] {
  return readdirSync(from + below, { withFileTypes: true }).flatMap((entry) => {
    if (ignored.has(entry.name)) return []
    return entry.isDirectory() ? walk(from, `${below}${entry.name}/`) : [`${below}${entry.name}`]
  })
}
