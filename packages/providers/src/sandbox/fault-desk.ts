import { createBreachedPasswordsFaults } from '../breached-passwords/sandbox-faults.ts'
import { createDndFaults } from '../dnd-registry/sandbox-faults.ts'
import { createEmailFaults } from '../email/sandbox-faults.ts'
import { createGoogleFaults } from '../google-identity/sandbox-faults.ts'
import { createHumanCheckFaults } from '../human-check/sandbox-faults.ts'
import { createInboundFaults } from '../inbound/sandbox-faults.ts'
import { createReceiverFaults } from '../webhook-receiver/sandbox-faults.ts'
import { createS3Faults } from '../s3/sandbox-faults.ts'
import { createClamdFaults } from '../virus-scanner/sandbox-faults.ts'

/** The fault controls of every sandbox, by provider slot. */
export function createFaultDesk() {
  return {
    email: createEmailFaults(),
    'google-identity': createGoogleFaults(),
    'human-check': createHumanCheckFaults(),
    'breached-passwords': createBreachedPasswordsFaults(),
    'webhook-receiver': createReceiverFaults(),
    'object-store': createS3Faults(),
    'virus-scanner': createClamdFaults(),
    'dnd-registry': createDndFaults(),
    'vendor-webhooks': createInboundFaults(),
  } as const
}
export type FaultDesk = ReturnType<typeof createFaultDesk>
