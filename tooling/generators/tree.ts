import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { refuse } from './refusal.ts'

/** The project's files with changes that are written all together or, when something is refused, not at all. */
export interface Tree {
  readonly root: string
  has(path: string): boolean
  read(path: string): string
  list(folder: string): string[]
  /** A new file; refused where there is one already. */
  create(path: string, text: string): void
  edit(path: string, change: (text: string) => string): void
  /** Writes everything and answers the paths. */
  commit(): string[]
}

export function openTree(root: string): Tree {
  const changed = new Map<string, string>()
  const has = (path: string) => changed.has(path) || existsSync(root + path)
  const read = (path: string) => changed.get(path) ?? readFileSync(root + path, 'utf8')
  return {
    root,
    has,
    read,
    list: (folder) => {
      const onDisk = existsSync(root + folder) ? readdirSync(root + folder).map((name) => `${folder}/${name}`) : []
      return [...new Set([...onDisk, ...[...changed.keys()].filter((path) => dirname(path) === folder)])]
    },
    create: (path, text) => {
      if (has(path)) refuse(`${path} exists already; nothing was written`)
      changed.set(path, text)
    },
    edit: (path, change) => {
      changed.set(path, change(read(path)))
    },
    commit: () => {
      for (const [path, text] of changed) {
        mkdirSync(dirname(root + path), { recursive: true })
        writeFileSync(root + path, text)
      }
      return [...changed.keys()]
    },
  }
}
