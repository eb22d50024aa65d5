import { Transfer, TransferLeadsInput } from '@mas/contracts/leads'
import { insertTransfer, pageLeads, stageLeads } from '@mas/db/leads'
import { command, enqueue, fail, newId } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { requireHead } from '../require-head.ts'
import { applyTransfer } from './transfer-jobs.ts'
import { readTransfer } from './transfer-view.ts'

export const transferLeads = command({
  verb: 'leads.transfer-leads',
  summary:
    'Moves leads, named or found by a filter, into the pool of another head. Telecaller and counsellor are changed by sales, which hears it.',
  permission: 'leads.transfer-leads',
  refuses: ['leads.transfer-empty', 'leads.head-inactive'],
  rate: 'bulk',
  input: TransferLeadsInput,
  output: Transfer,
  run: async (t, { leadIds, filter, toHeadId, keepAssignees, reason, requestId }) => {
    if (t.actor.kind !== 'user') throw fail('request.forbidden', { rule: 'a transfer is made by a person' })
    await requireHead(t, toHeadId)
    const at = t.clock.now()
    const asked = { id: newId(at.getTime()), requestId, byUserId: t.actor.userId, toHeadId, keepAssignees, reason, filter, at }
    const { row, fresh } = await insertTransfer(t.tx, asked)
    if (row === undefined) throw new Error('a transfer is new or known')
    if (!fresh) return readTransfer(t, row.id)
    const some = leadIds === undefined ? await pageLeads(t.tx, { all: true }, filter ?? {}, undefined, 1, at) : undefined
    const found = leadIds === undefined ? (some?.length ?? 0) : await stageLeads(t.tx, row.id, leadIds)
    if (found === 0) throw fail('leads.transfer-empty')
    await enqueue(t, applyTransfer, { transferId: row.id })
    await record(t, {
      action: 'leads.transfer-leads',
      subject: { type: 'transfer', id: row.id },
      after: { toHeadId, keepAssignees, ...(filter === undefined ? { leads: found } : { filter }) },
      reason,
    })
    return readTransfer(t, row.id)
  },
})
