export * from './board-queries.ts'
export * from './claim-queries.ts'
export * from './cursor-writes.ts'
export * from './effect-queries.ts'
export * from './enrol-queries.ts'
export * from './mailbox-queries.ts'
export * from './pace-queries.ts'
export * from './program-queries.ts'
export * from './stepper-queries.ts'
export * from './subject-queries.ts'
export * from './task-queries.ts'
export * from './upkeep-queries.ts'
export { invariantWalks } from './invariant-queries.ts'
export * from './scan-queries.ts'
export {
  findRun,
  pageRuns,
  liveRunIds,
  pageRunIds,
  stepsOfRun,
  effectsOfRun,
  releaseRun,
  retryNow,
  type RunRow,
  type RunFilterRow,
  type StepRow,
  type EffectOfRun,
} from './run-queries.ts'
export * from './migration-queries.ts'
export * from './move-queries.ts'
export * from './standing-queries.ts'
