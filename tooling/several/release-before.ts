import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../first-run/checkout.ts'

const git = (...words: string[]): string | undefined => {
  const { exitCode, stdout } = Bun.spawnSync(['git', ...words], { cwd: checkout, stderr: 'ignore' })
  return exitCode === 0 ? stdout.toString().trim() : undefined
}

/** The commit before the newest migration: the release that a deploy would find running. Undefined without a history. */
export function commitBefore(given: string | undefined): string | undefined {
  if (given !== undefined) return git('rev-parse', '--verify', `${given}^{commit}`)
  const newest = git(
    'log',
    '-1',
    '--first-parent',
    '--diff-filter=A',
    '--diff-merges=first-parent',
    '--format=%H',
    '--',
    'packages/db/migrations',
  )
  return newest === undefined || newest === '' ? undefined : git('rev-parse', '--verify', `${newest}^`)
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
