import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../first-run/checkout.ts'

const git = (...words: string[]): string | undefined => {
  const { exitCode, stdout } = Bun.spawnSync(['git', ...words], { cwd: checkout, stderr: 'ignore' })
  return exitCode === 0 ? stdout.toString().trim() : undefined
}

const migrations = 'packages/db/migrations'

/**
 * The newest commit that lacks a migration of this one and knows no other text of those it has: the release that a
 * deploy would find running. Undefined without such a history.
 */
export function commitBefore(given: string | undefined): string | undefined {
  if (given !== undefined) return git('rev-parse', '--verify', `${given}^{commit}`)
  const added = ['--first-parent', '--diff-filter=A', '--diff-merges=first-parent', '--no-patch', '--format=%H']
  const commits = git('log', ...added, '--', migrations)?.split('\n') ?? []
  return commits
    .map((commit) => git('rev-parse', '--verify', '--quiet', `${commit}^`))
    .find((before) => before !== undefined && git('diff', '--name-only', '--diff-filter=MDR', before, 'HEAD', '--', migrations) === '')
}

/** Another commit of this checkout with what it depends on, in a folder of its own. */
export function checkOut(commit: string): { readonly folder: string; remove(): void } {
  const folder = join(checkout, '.mas', 'release-before')
  const remove = () => {
    git('worktree', 'remove', '--force', folder)
    rmSync(folder, { recursive: true, force: true })
    git('worktree', 'prune')
  }
  if (existsSync(folder)) remove()
  if (git('worktree', 'add', '--detach', folder, commit) === undefined) throw new Error(`git makes no worktree of ${commit}`)
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, 'install', '--frozen-lockfile'], { cwd: folder })
  if (exitCode !== 0) throw new Error(`the release before cannot be installed: ${stderr.toString()}`)
  return { folder, remove }
}
