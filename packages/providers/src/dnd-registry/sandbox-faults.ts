import { createFaults } from '../sandbox/faults.ts'

/** Faults of the do-not-disturb sandbox. */
export const createDndFaults = () =>
  createFaults({
    hang: 'scrub does the work and never answers',
    'too-many': 'scrub answers 429 with Retry-After 1',
    partial: 'scrub answers for half of the numbers',
    error200: 'scrub answers 200 with an error inside',
    stale: 'scrub answers from a register that is two days old',
  })
export type DndFaults = ReturnType<typeof createDndFaults>
