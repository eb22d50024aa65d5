import { Source, UpdateSourceInput } from '@mas/contracts/leads'
import { lockSource, setSource } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { requireHead } from '../require-head.ts'
import { sourceOf } from './source-view.ts'

export const updateSource = command({
  verb: 'leads.update-source',
  summary: 'Renames a source or sends its leads to another pool; leads that came before stay where they are.',
  permission: 'leads.update-source',
  refuses: ['leads.source-unknown', 'leads.head-inactive'],
  input: UpdateSourceInput,
  output: Source,
  run: async (t, { code, kind, name, defaultHeadId }) => {
    const before = await lockSource(t.tx, code)
    if (before === undefined) throw fail('leads.source-unknown', { source: code })
    if (defaultHeadId !== undefined && defaultHeadId !== null) await requireHead(t, defaultHeadId)
    const after = {
      ...before,
      kind: kind ?? before.kind,
      name: name ?? before.name,
      default_head_id: defaultHeadId === undefined ? before.default_head_id : defaultHeadId,
    }
    await setSource(t.tx, after)
    await record(t, {
      action: 'leads.update-source',
      subject: { type: 'source', id: code },
      before: sourceOf(before),
      after: sourceOf(after),
    })
    return sourceOf(after)
  },
})
