/**
 * A lock file with addresses installs only where those addresses answer. Bun writes them whenever any registry but
 * the default one is set, so this is looked for here and not left to care.
 */
export function lockFileFindings(lock: string): string[] {
  const withAddress = lock.split('\n').filter((line) => /"(https?|git\+ssh|file):/.test(line))
  if (withAddress.length === 0) return []
  return [
    `bun.lock names an address in ${withAddress.length} lines, for example: ${(withAddress[0] ?? '').trim().slice(0, 120)}`,
    `repair: sed -i -E 's#^(    "[^"]+": \\["[^"]+", )"https?://[^"]*"#\\1""#' bun.lock && bun install --frozen-lockfile`,
  ]
}

/** Package registries named in a file: which one is used is the machine's business (`.npmrc`), never the project's. */
export function registryFindings(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => (registry.test(line) ? [`${path}:${index + 1}: names a package registry`] : []))
}
const registry =
  /\bregistry\.[a-z0-9-]+\.[a-z]{2,}|\bregistry\s*=\s*["']?https?:|npm\.pkg\.[a-z]+\.com|\bartifactory\b|\bverdaccio\b|\/npm-(proxy|registry|mirror)\b/i
