import { Segment, SegmentRef } from '@mas/contracts/leads'
import { lockSegment, setSegment } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { segmentOf, segmentsOf } from './segment-view.ts'

export const retireSegment = command({
  verb: 'leads.retire-segment',
  summary: 'Takes a segment of yours out of use; its name is free again. What scans it is told that it is gone.',
  permission: 'leads.retire-segment',
  refuses: ['leads.segment-not-found'],
  input: SegmentRef,
  output: Segment,
  run: async (t, { segmentId }) => {
    const before = await lockSegment(t.tx, segmentId, segmentsOf(t))
    if (before === undefined) throw fail('leads.segment-not-found')
    const { name, shared, condition } = before
    const at = t.clock.now()
    const after = await setSegment(t.tx, segmentId, { name, shared, condition, conditionChanged: false, retiredAt: at, at })
    if (after === undefined) throw fail('leads.segment-not-found')
    await record(t, { action: 'leads.retire-segment', subject: { type: 'segment', id: segmentId }, after: { retired: true } })
    return segmentOf(after)
  },
})
