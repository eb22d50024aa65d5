import { Segment, UpdateSegmentInput } from '@mas/contracts/leads'
import { lockSegment, setSegment } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { requireSegmentCondition } from './segment-rules.ts'
import { segmentOf, segmentsOf } from './segment-view.ts'

export const updateSegment = command({
  verb: 'leads.update-segment',
  summary: 'Renames a segment of yours, shares it or changes its condition. Who uses it goes by the new condition from then on.',
  permission: 'leads.update-segment',
  refuses: ['leads.segment-not-found', 'leads.segment-stale', 'leads.segment-invalid', 'leads.segment-exists'],
  input: UpdateSegmentInput,
  output: Segment,
  run: async (t, { segmentId, version, ...wanted }) => {
    const before = await lockSegment(t.tx, segmentId, segmentsOf(t))
    if (before === undefined) throw fail('leads.segment-not-found')
    if (before.version !== version) throw fail('leads.segment-stale', { version: before.version })
    if (wanted.condition !== undefined) requireSegmentCondition(wanted.condition)
    const { name = before.name, shared = before.shared, condition = before.condition } = wanted
    const conditionChanged = JSON.stringify(condition) !== JSON.stringify(before.condition)
    const after = await setSegment(t.tx, segmentId, { name, shared, condition, conditionChanged, retiredAt: null, at: t.clock.now() })
    if (after === undefined) throw fail('leads.segment-not-found')
    await record(t, {
      action: 'leads.update-segment',
      subject: { type: 'segment', id: segmentId },
      before: { name: before.name, shared: before.shared, condition: before.condition },
      after: { name, shared, condition },
    })
    return segmentOf(after)
  },
})
