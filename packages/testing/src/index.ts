export { cloneDatabase } from './template.ts'
export { defaultNow, someone, useHarness, type Harness } from './harness.ts'
export { refusalOf } from './refusal.ts'
