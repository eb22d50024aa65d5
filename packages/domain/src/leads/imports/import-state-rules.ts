import type { ErrorCode } from '@mas/contracts/catalogue'
import type { ImportState } from '@mas/contracts/leads'

export type ImportAction = 'map' | 'preview' | 'commit' | 'pause' | 'resume' | 'cancel' | 'undo'

/** From which states each action may start. */
export const importStatesFor: { readonly [A in ImportAction]: readonly ImportState[] } = {
  map: ['uploaded', 'mapped', 'previewed'],
  preview: ['mapped', 'previewed'],
  commit: ['previewed'],
  pause: ['committing'],
  resume: ['paused'],
  cancel: ['uploaded', 'mapped', 'previewing', 'previewed'],
  undo: ['committed'],
}

export interface ImportStanding {
  readonly state: ImportState
  readonly staged: boolean
  readonly planHash: string | null
  readonly previewedPlanHash: string | null
}

const afterCommit: ReadonlySet<ImportState> = new Set(['committing', 'paused', 'committed', 'undoing', 'undone'])

/** Why an action cannot be taken now, or undefined when it can. `wantedPlan` is the plan a commit saw previewed. */
export function importRefusal(action: ImportAction, standing: ImportStanding, wantedPlan?: string): ErrorCode | undefined {
  const { state } = standing
  if (action === 'undo') return state === 'committed' ? undefined : 'leads.import-not-undoable'
  if (afterCommit.has(state) && action !== 'pause' && action !== 'resume') return 'leads.import-already-committed'
  if (action === 'commit') return commitRefusal(standing, wantedPlan)
  if (action === 'map' && !standing.staged) return 'leads.import-wrong-state'
  return importStatesFor[action].includes(state) ? undefined : 'leads.import-wrong-state'
}

function commitRefusal({ state, planHash, previewedPlanHash }: ImportStanding, wantedPlan: string | undefined): ErrorCode | undefined {
  if (state === 'cancelled' || state === 'failed') return 'leads.import-wrong-state'
  if (previewedPlanHash === null || state === 'uploaded' || state === 'previewing') return 'leads.import-not-previewed'
  return planHash === previewedPlanHash && planHash === wantedPlan ? undefined : 'leads.import-preview-stale'
}
