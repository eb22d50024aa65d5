import { PreviewChangeInput, PreviewChangeOutput } from '@mas/contracts/settings'
import { currentRevision, findValues, liveReaders } from '@mas/db/settings'
import { query } from '@mas/kernel'
import { requireSetting } from './access.ts'
import { snapshotKey } from './in-force.ts'
import { inForceIn } from './setting-view.ts'
import { requireFitting, requireScope } from './submit-change.ts'

export const previewChange = query({
  verb: 'settings.preview-change',
  summary:
    'Says whether a value would be accepted, what the owning domains expect it to touch, and which processes read settings at which revision.',
  permission: 'settings.preview-change',
  refuses: ['settings.unknown-key', 'settings.invalid-value', 'settings.scope-refused'],
  input: PreviewChangeInput,
  output: PreviewChangeOutput,
  run: async (ctx, { key, scope, value }) => {
    const type = requireSetting(ctx, key)
    requireScope(type, scope)
    requireFitting(type, value)
    const rows = new Map((await findValues(ctx.db, [type.key])).map((row) => [snapshotKey(row.key, row.scope), row]))
    const from = inForceIn(type, scope, (place) => rows.get(place)).value
    const impact = (await type.impact?.(ctx, { from, to: type.schema.parse(value) })) ?? []
    const owner = type.owner ?? type.key.split('.', 1)[0] ?? ''
    return {
      valid: true,
      risk: type.risk ?? 'free',
      version: rows.get(snapshotKey(type.key, scope))?.version ?? 0,
      impact: impact.map(({ domain = owner, text, count }) => ({ domain, text, count })),
      readers: (await liveReaders(ctx.db)).map(({ process, revision, listening, seenAt }) => ({
        process,
        revision: Number(revision),
        listening,
        seenAt: seenAt.toISOString(),
      })),
      revision: await currentRevision(ctx.db),
    }
  },
})
