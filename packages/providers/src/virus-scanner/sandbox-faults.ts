import { createFaults } from '../sandbox/faults.ts'

export const createClamdFaults = () =>
  createFaults({
    'no-answer': 'everything is taken in and nothing is said',
    'size-error': 'INSTREAM size limit exceeded, whatever the size',
    cut: 'the connection is closed in the middle',
    error: 'an ERROR of its own',
  })
export type ClamdFaults = ReturnType<typeof createClamdFaults>
