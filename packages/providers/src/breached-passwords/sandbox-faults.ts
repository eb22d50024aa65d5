import { createFaults } from '../sandbox/faults.ts'

/** Faults of the leaked-password sandbox. */
export const createBreachedPasswordsFaults = () =>
  createFaults({
    limit: 'the range answers 429',
    'server-error': 'the range answers 500',
    unreadable: 'the range answers a page instead of lines',
    hang: 'the range never answers',
  })
export type BreachedPasswordsFaults = ReturnType<typeof createBreachedPasswordsFaults>
