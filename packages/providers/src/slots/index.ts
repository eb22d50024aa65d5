export { makeProviders, type Providers } from './make-providers.ts'
export { readSlots, type Slots, type SlotsAnswer } from './read-slots.ts'
export type { EnvRecord, SlotProblem } from './slot-reader.ts'
export { providerVariables, type ProviderVariable } from './variables.ts'
