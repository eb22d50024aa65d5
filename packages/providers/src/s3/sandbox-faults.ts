import { createFaults } from '../sandbox/faults.ts'

export const createS3Faults = () =>
  createFaults({
    'slow-down': 'nothing is done; 503 SlowDown',
    'too-many': 'nothing is done; 429 TooManyRequests, as stores that speak the protocol answer',
    'internal-error': 'nothing is done; 500 InternalError',
    'timeout-after-write': 'the work is done, the answer never comes',
    'timeout-after-complete': 'the parts of an upload are put together, the answer never comes',
    'cut-mid-upload': 'the connection breaks half-way through an upload; no object appears',
    'written-before-equal': 'somebody else wrote the same bytes under the key a moment before (412)',
    'written-before-different': 'somebody else wrote other bytes under the key a moment before (412)',
    'cut-mid-body': 'the connection breaks half-way through the body of a download',
    'error-inside-200': 'completing an upload answers 200 with an error inside; nothing is done',
    'missing-part': 'completing an upload answers that a part is missing',
  })
export type S3Faults = ReturnType<typeof createS3Faults>
