import { PruneOrphanInput, PruneOrphanOutput } from '@mas/contracts/settings'
import { clearFlag, findFlagRow, findValues, insertChanges, moveFlag, setKilled, writeValues } from '@mas/db/settings'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { personOf } from './access.ts'
import { beginChange } from './begin-change.ts'
import { rulesOf } from './flag-rule-check.ts'
import { knownNames } from './registry.ts'

export const pruneOrphan = command({
  verb: 'settings.prune-orphan',
  summary: 'Takes away what is stored under a key that no definition has any more; its history and versions stay.',
  permission: 'settings.prune-orphan',
  refuses: ['settings.unknown-key', 'settings.not-open'],
  input: PruneOrphanInput,
  output: PruneOrphanOutput,
  run: async (t, { key, reason }) => {
    if (knownNames().includes(key)) throw fail('settings.not-open', { state: 'defined' })
    await beginChange(t)
    const [now, by] = [t.clock.now(), personOf(t)]
    const values = (await findValues(t.tx, [key])).filter((row) => row.set)
    const flag = await findFlagRow(t.tx, key)
    const isFlag = flag !== undefined && (flag.killedAt !== null || flag.rules.length > 0 || flag.overrides > 0)
    if (values.length === 0 && !isFlag) throw fail('settings.unknown-key', { key })
    const changes = values.map(({ scope, value, version }) => ({
      id: newId(now.getTime()),
      key,
      scope,
      kind: 'set' as const,
      old: value,
      oldSet: true,
      new: null,
      newSet: false,
      baseVersion: version,
      reason,
      by,
      approvedBy: null,
    }))
    const added = await insertChanges(t.tx, changes, now)
    const written = await writeValues(
      t.tx,
      changes.map((one) => ({ ...one, value: null, set: false, changeId: one.id })),
      now,
    )
    if (added !== changes.length || written !== changes.length) throw fail('settings.stale')
    let pruned = changes.length
    if (isFlag) {
      const old = { rules: rulesOf(flag), killed: flag.killedAt !== null }
      const change = { id: newId(now.getTime()), key, scope: 'global', kind: 'rules' as const, old, oldSet: true, new: null, newSet: false }
      await insertChanges(t.tx, [{ ...change, baseVersion: flag.version, reason, by, approvedBy: null }], now)
      await moveFlag(t.tx, key, flag.version)
      await setKilled(t.tx, key, null)
      pruned += await clearFlag(t.tx, key)
    }
    await record(t, { action: 'settings.prune-orphan', subject: { type: 'setting', id: key }, before: { pruned }, reason })
    return { key, pruned }
  },
})
