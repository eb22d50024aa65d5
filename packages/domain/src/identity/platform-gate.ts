import type { Role } from '@mas/contracts/access'
import type { Platform } from '@mas/contracts/core'
import { fail } from '@mas/kernel'

/** Mr. Hire is for recruiters; everybody may use the other two. */
export function admits(platform: Platform, role: Role): boolean {
  return platform !== 'mr-hire' || role === 'EXTERNAL_HR' || role === 'ADMIN'
}

export function requireAdmitted(platform: Platform, role: Role): void {
  if (!admits(platform, role)) throw fail('identity.platform-refused')
}
