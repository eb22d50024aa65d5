import { Segment, SegmentRef } from '@mas/contracts/leads'
import { query } from '@mas/kernel'
import { findVisible, segmentOf } from './segment-view.ts'

export const getSegment = query({
  verb: 'leads.get-segment',
  summary: 'One segment of yours, or a shared one.',
  permission: 'leads.get-segment',
  refuses: ['leads.segment-not-found'],
  input: SegmentRef,
  output: Segment,
  run: async (ctx, { segmentId }) => segmentOf(await findVisible(ctx, segmentId)),
})
