import { CreateSegmentInput, Segment } from '@mas/contracts/leads'
import { insertSegment } from '@mas/db/leads'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { requireSegmentCondition } from './segment-rules.ts'
import { segmentOf } from './segment-view.ts'

export const createSegment = command({
  verb: 'leads.create-segment',
  summary: 'Keeps a condition over leads under a name, for lists, exports and workflows.',
  permission: 'leads.create-segment',
  refuses: ['leads.segment-invalid', 'leads.segment-exists'],
  input: CreateSegmentInput,
  output: Segment,
  run: async (t, { name, condition, shared }) => {
    requireSegmentCondition(condition)
    const at = t.clock.now()
    const ownerId = t.actor.kind === 'user' ? t.actor.userId : newId(at.getTime())
    const made = await insertSegment(t.tx, { id: newId(at.getTime()), name, ownerId, shared, condition, at })
    if (made === undefined) throw fail('leads.segment-exists')
    const segment = segmentOf(made)
    await record(t, { action: 'leads.create-segment', subject: { type: 'segment', id: made.id }, after: { name, shared, condition } })
    return segment
  },
})
