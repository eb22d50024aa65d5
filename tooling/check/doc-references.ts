import { posix } from 'node:path'

export interface Document {
  readonly path: string
  readonly text: string
}
interface Project {
  readonly files: readonly string[]
  /** Names of the root package's scripts. */
  readonly scripts: readonly string[]
}

/** Paths and commands that documents mention and the project does not have. */
export function docFindings(documents: readonly Document[], project: Project): string[] {
  const known = knownPaths(project.files)
  return documents.flatMap((document) =>
    mentions(document.text).flatMap(({ line, text }) => {
      const complaint = commandComplaint(text, project.scripts) ?? pathComplaint(document.path, text, known)
      return complaint === undefined ? [] : [`${document.path}:${line}: ${complaint}`]
    }),
  )
}

/** What stands in back quotes, in fenced shell blocks, and behind links. */
function mentions(text: string): { line: number; text: string }[] {
  let fence: string | undefined
  return text.split('\n').flatMap((row, index) => {
    const opening = /^\s*```\s*(\w*)/.exec(row)
    if (opening !== null) {
      fence = fence === undefined ? (opening[1] ?? '') : undefined
      return []
    }
    if (fence !== undefined)
      return fence === '' || /^(sh|bash|console)$/.test(fence) ? [{ line: index + 1, text: row.trim().replace(/^\$ /, '') }] : []
    const quoted = [...row.matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner)
    const linked = [...row.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, inner = '']) => inner).filter((link) => !/^[a-z]+:/.test(link))
    return [...quoted, ...linked].map((inner) => ({ line: index + 1, text: inner }))
  })
}

function commandComplaint(text: string, scripts: readonly string[]): string | undefined {
  const [, runner = '', name = ''] = /^(bun run|npm run|bun|npm) ([a-z][\w:-]*)/.exec(text) ?? /^()(new:[a-z]+)/.exec(text) ?? []
  if (name === '') return undefined
  if ((runner === 'bun' || runner === 'npm') && !['start', 'test'].includes(name)) return undefined // install, pack, a file …
  return scripts.includes(name) ? undefined : `there is no script "${name}" in package.json`
}

interface Known {
  readonly files: readonly string[]
  readonly paths: ReadonlySet<string>
  readonly tops: ReadonlySet<string>
  readonly baseNames: ReadonlySet<string>
}

function pathComplaint(document: string, mention: string, known: Known): string | undefined {
  const text = mention.replace(/:\d+$/, '').replace(/\/$/, '')
  if (!/^[\w./<>*{},@…-]+$/.test(text) || text.startsWith('@') || text.startsWith('/')) return undefined
  const isFile = /\.(ts|md|json|sql|toml|mjs|lock|svg)$/.test(text)
  if (!text.includes('/')) {
    if (!isFile || /[<>*{}…]/.test(text) || text.startsWith('.')) return undefined
    return known.baseNames.has(text) ? undefined : `there is no file called ${text}`
  }
  const [top = ''] = text.split('/')
  const fromDocument = posix.normalize(posix.join(posix.dirname(document), text))
  if (known.paths.has(text) || known.paths.has(fromDocument)) return undefined
  if (!known.tops.has(top) && !(text.startsWith('.') && isFile)) return undefined // `read/write`, `Asia/Kolkata`
  const pattern = patternOf(text)
  return pattern !== undefined && [...known.paths].some((path) => pattern.test(path)) ? undefined : `there is no ${text}`
}

/** `packages/db/src/<d>/schema.ts`, `*.gen.ts`, `src/{a,b}/` as a pattern over paths; undefined without a placeholder. */
function patternOf(text: string): RegExp | undefined {
  if (!/[<*{…]/.test(text)) return undefined
  const source = text
    .replaceAll(/\{([^}]*)\}/g, (_, choices: string) => `(${choices.replaceAll(',', '|')})`)
    .replaceAll('.', '\\.')
    .replaceAll(/<[^>]*>|\*+|…/g, '[^/]+')
  return new RegExp(`^${source}$`)
}

function knownPaths(files: readonly string[]): Known {
  const paths = new Set<string>(files)
  for (const file of files) for (let up = posix.dirname(file); up !== '.'; up = posix.dirname(up)) paths.add(up)
  const tops = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''))
  return { files, paths, tops, baseNames: new Set(files.map((file) => posix.basename(file))) }
}
