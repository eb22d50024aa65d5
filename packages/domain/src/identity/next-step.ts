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
  readonly hasFactor: boolean
  /** The factor was shown on this known device. */
  readonly factorShown: boolean
  /** The setting `identity.new-device-code`. */
  readonly codeOnNewDevice: boolean
}
export type Step = 'blocked' | 'platform-refused' | 'verify-email' | 'second-factor' | 'code' | 'signed-in'

/**
 * What follows right credentials, the first that applies. A known device on which the second factor was shown skips
 * it, never for privileged people; those without one prove their mailbox every time, known device or not.
 */
export function nextStep(facts: StepFacts): Step {
  if (facts.state === 'blocked' || facts.state === 'erased') return 'blocked'
  if (!admits(facts.platform, facts.role)) return 'platform-refused'
  if (!facts.emailVerified || facts.state === 'invited') return 'verify-email'
  const skips = facts.deviceKnown && facts.personClass !== 'privileged'
  if (facts.hasFactor) return skips && facts.factorShown ? 'signed-in' : 'second-factor'
  if (!facts.codeOnNewDevice) return 'signed-in'
  return skips ? 'signed-in' : 'code'
}
