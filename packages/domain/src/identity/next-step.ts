import type { Role } from '@mas/contracts/access'
import type { Platform } from '@mas/contracts/core'
import { admits } from './platform-gate.ts'

interface StepFacts {
  readonly state: 'invited' | 'active' | 'blocked' | 'erased'
  readonly role: Role
  readonly personClass: 'learner' | 'staff' | 'privileged'
  readonly emailVerified: boolean
  readonly platform: Platform
  readonly deviceKnown: boolean
  /** The setting `identity.new-device-code`. */
  readonly codeOnNewDevice: boolean
}
export type Step = 'blocked' | 'platform-refused' | 'verify-email' | 'code' | 'signed-in'

/**
 * What follows right credentials, the first that applies. Privileged people prove their mailbox every time, known
 * device or not: no second factor can be enrolled yet, and a password alone is not enough for them.
 */
export function nextStep(facts: StepFacts): Step {
  if (facts.state === 'blocked' || facts.state === 'erased') return 'blocked'
  if (!admits(facts.platform, facts.role)) return 'platform-refused'
  if (!facts.emailVerified || facts.state === 'invited') return 'verify-email'
  if (!facts.codeOnNewDevice) return 'signed-in'
  return facts.deviceKnown && facts.personClass !== 'privileged' ? 'signed-in' : 'code'
}
