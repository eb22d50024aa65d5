import { CreateSourceInput, Source } from '@mas/contracts/leads'
import { insertSource } from '@mas/db/leads'
import { command, newId } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { requireHead } from '../require-head.ts'
import { sourceOf } from './source-view.ts'

export const createSource = command({
  verb: 'leads.create-source',
  summary: 'Registers where leads come from: a fair, an advertisement, a partner.',
  permission: 'leads.create-source',
  refuses: ['leads.source-exists', 'leads.head-inactive'],
  input: CreateSourceInput,
  output: Source,
  run: async (t, { code, kind, name, defaultHeadId }) => {
    if (defaultHeadId !== null) await requireHead(t, defaultHeadId)
    const row = { id: newId(t.clock.now().getTime()), code, kind, name, default_head_id: defaultHeadId }
    await insertSource(t.tx, row)
    await record(t, { action: 'leads.create-source', subject: { type: 'source', id: code }, after: sourceOf(row) })
    return sourceOf(row)
  },
})
