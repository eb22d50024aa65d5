export { eventCatalogue } from './catalogue/events.ts'
export type { Advance, Advanced, AdvanceInput } from './engine/state.ts'
export type { ActRegistry, ActRun, Settle, Settlement } from './engine/settlement.ts'
export { nodeDefinitions } from './nodes/index.ts'
