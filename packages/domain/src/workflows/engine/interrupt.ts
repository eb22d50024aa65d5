import { Progress } from './progress.ts'
import type { Advanced, AdvanceInput, Json } from './state.ts'

/** Ends a run wherever it stands for a reason that is not in its program: cancelled, superseded, merged, erased. */
export function interrupt(input: AdvanceInput, outcome: string, trace: { readonly [key: string]: Json } = {}): Advanced {
  return new Progress(input).endAt({ outcome, trace })
}
