import { findValue, latestChange, lockRevision } from '@mas/db/settings'
import type { SettingScope } from '@mas/contracts/settings'
import { fail, type TxCtx } from '@mas/kernel'

/**
 * Comes first in everything that changes settings or flags: one writer at a time, so revisions are ordered as their
 * commits are, and no two writers wait for each other in a circle. This process asks the database until it has seen the
 * outcome.
 */
export async function beginChange(t: TxCtx): Promise<void> {
  t.infra.settings?.writing(await lockRevision(t.tx))
}

/** The version in force of one key and scope; the caller's must be the same. */
export async function requireVersion(t: TxCtx, key: string, scope: SettingScope, baseVersion: number): Promise<number> {
  const version = (await findValue(t.tx, key, scope))?.version ?? 0
  if (version === baseVersion) return version
  const latest = await latestChange(t.tx, key, scope)
  throw fail('settings.stale', { version, ...(latest && { changeId: latest.id }) })
}
