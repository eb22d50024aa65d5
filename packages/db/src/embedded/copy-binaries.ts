import { cpSync, existsSync, mkdirSync, mkdtempSync, chmodSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { linkLibraries } from './binaries.ts'

/** Copies the binaries to `<parent>/binaries-<version>/native`, once; a half-made copy is never seen under that name. */
export const copyBinaries = (native: string, parent: string): string => {
  const target = join(parent, `binaries-${versionOf(native)}`)
  if (!existsSync(target)) {
    mkdirSync(parent, { recursive: true, mode: 0o755 })
    const unfinished = mkdtempSync(`${target}.`)
    cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true })
    linkLibraries(join(unfinished, 'native'))
    chmodSync(unfinished, 0o755)
    try {
      renameSync(unfinished, target)
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true })
      // Somebody else finished the same copy in the meantime.
      if (!existsSync(target)) throw error
    }
  }
  return join(target, 'native')
}

const versionOf = (native: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string')
    return manifest.version
  throw new Error(`${dirname(native)} has no version`)
}
