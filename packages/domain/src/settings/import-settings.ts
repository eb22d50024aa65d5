import { ImportSettingsInput, ImportSettingsOutput, type SettingScope } from '@mas/contracts/settings'
import { findValues, type ValueRow } from '@mas/db/settings'
import { command, fail, type TxCtx } from '@mas/kernel'
import type { z } from 'zod'
import { canonicalJson } from '../audit/index.ts'
import { personOf } from './access.ts'
import { applyChanges } from './apply-changes.ts'
import { beginChange } from './begin-change.ts'
import type { DeclaredSetting } from './define.ts'
import { snapshotKey } from './in-force.ts'
import { propose } from './propose.ts'
import { find } from './registry.ts'
import { issuesOf } from './value-rules.ts'

type Answer = z.output<typeof ImportSettingsOutput>['items'][number]
type Item = z.output<typeof ImportSettingsInput>['values'][number]
interface Judged extends Answer {
  readonly type: DeclaredSetting | undefined
  readonly item: Item
}
const action = 'settings.import-settings'

export const importSettings = command({
  verb: 'settings.import-settings',
  summary:
    'Sets many values at once, all or none; four-eyes settings are proposed. A dry run says of each whether it is the same, a change, invalid or needs a second administrator.',
  permission: 'settings.transfer-settings',
  fresh: true,
  rate: 'bulk',
  refuses: ['settings.invalid-value', 'settings.stale', 'settings.proposal-open'],
  input: ImportSettingsInput,
  output: ImportSettingsOutput,
  run: async (t, { values, dryRun, reason }) => {
    if (!dryRun) await beginChange(t)
    const judged = await judge(t, values)
    if (dryRun) return { applied: 0, proposed: 0, items: judged }
    const invalid = judged.filter((one) => one.outcome === 'invalid')
    if (invalid.length > 0)
      throw fail('settings.invalid-value', {
        issues: invalid.slice(0, 50).map(({ key, scope, issue }) => ({ path: [key, scope], message: issue })),
      })
    const moved = judged.filter(({ item, version }) => item.baseVersion !== undefined && item.baseVersion !== version)
    if (moved.length > 0) throw fail('settings.stale', { keys: moved.map(({ key }) => key).slice(0, 50) })
    const changes = judged.flatMap(({ outcome, type, item, version }) =>
      outcome === 'change' && type !== undefined
        ? [{ ...wantedOf(item, type, version, reason), type, by: personOf(t), approvedBy: null }]
        : [],
    )
    const ids = new Map((await applyChanges(t, action, changes)).map((id, index) => [changes[index], id]))
    const byPlace = new Map([...ids].map(([change, id]) => [change === undefined ? '' : snapshotKey(change.type.key, change.scope), id]))
    const items: Answer[] = []
    for (const one of judged) {
      if (one.outcome !== 'needs-approval' || one.type === undefined) {
        items.push({ ...one, changeId: byPlace.get(snapshotKey(one.key, one.scope)) ?? null })
        continue
      }
      const proposal = await propose(t, { ...wantedOf(one.item, one.type, one.version, reason), action, effectiveFrom: null })
      items.push({ ...one, proposalId: proposal.id })
    }
    return { applied: changes.length, proposed: items.filter(({ proposalId }) => proposalId !== null).length, items }
  },
})

function wantedOf(item: Item, type: DeclaredSetting, baseVersion: number, reason: string) {
  return { key: type.key, scope: item.scope, value: item.value, set: true, baseVersion, kind: 'import' as const, reason }
}

async function judge(t: TxCtx, items: readonly Item[]): Promise<Judged[]> {
  const now = t.clock.now()
  const declared = items.map((item) => find(item.key, now))
  const keys = declared.flatMap((one) => (one?.kind === 'setting' ? [one.type.key] : []))
  const rows = new Map((await findValues(t.tx, keys)).map((row) => [snapshotKey(row.key, row.scope), row]))
  const seen = new Set<string>()
  return items.map((item, index) => {
    const found = declared[index]
    const type = found?.kind === 'setting' ? found.type : undefined
    const place = snapshotKey(type?.key ?? item.key, item.scope)
    const issue = seen.has(place) ? 'named twice' : issueOf(type, item)
    seen.add(place)
    const row = rows.get(place)
    const outcome = issue !== null ? 'invalid' : isSame(row, item) ? 'same' : type?.risk === 'four-eyes' ? 'needs-approval' : 'change'
    const version = row?.version ?? 0
    return { key: type?.key ?? item.key, scope: item.scope, outcome, version, issue, changeId: null, proposalId: null, type, item } as const
  })
}

function issueOf(
  type: DeclaredSetting | undefined,
  { value, scope }: { readonly value: unknown; readonly scope: SettingScope },
): string | null {
  if (type === undefined) return 'there is no such setting'
  if (!(type.scopes ?? ['global']).includes(scope === 'global' ? 'global' : 'platform')) return 'cannot be set for this scope'
  const [first] = issuesOf(type, value)
  return first === undefined ? null : [first.path.join('.'), first.message].filter((part) => part !== '').join(': ')
}

function isSame(row: ValueRow | undefined, { value }: Item): boolean {
  return row?.set === true && canonicalJson(row.value) === canonicalJson(value)
}
