import type { NodeOf } from '@mas/contracts/workflows'
import { holds, type Seen } from './conditions.ts'
import type { Decision } from './decide.ts'
import { armOf, splitBucket } from './split.ts'
import type { AdvanceInput, Cursor } from './state.ts'
import { surroundingsOf } from './surroundings.ts'

/** The first condition that is true wins; the trace keeps what every comparison up to it saw. */
export function decideBranch(input: AdvanceInput, cursor: Cursor, { data }: NodeOf<'branch'>): Decision {
  const around = surroundingsOf(input, cursor.vars)
  const seen: Seen[] = []
  const taken = data.branches.find(({ when }) => holds(when, around, seen))
  return { kind: 'leave', handle: taken?.handle ?? 'else', trace: { seen } }
}

export function decideSplit(input: AdvanceInput, cursor: Cursor, { data }: NodeOf<'split'>): Decision {
  const bucket = splitBucket(input.run.workflowId, cursor.nodeId, input.run.entryKey)
  return { kind: 'leave', handle: armOf(bucket, data), trace: { bucket } }
}
