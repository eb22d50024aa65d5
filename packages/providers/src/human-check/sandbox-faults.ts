import { createFaults } from '../sandbox/faults.ts'

/** Faults of the human-check sandbox. */
export const createHumanCheckFaults = () =>
  createFaults({
    'server-error': 'siteverify answers 500',
    'internal-error': 'siteverify answers 200 with internal-error',
    unreadable: 'siteverify answers a page instead of JSON',
    hang: 'siteverify never answers',
  })
export type HumanCheckFaults = ReturnType<typeof createHumanCheckFaults>
