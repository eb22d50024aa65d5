import type { Role } from '@mas/contracts/access'
import type { Platform } from '@mas/contracts/core'
import { fail } from '@mas/kernel'

/** Mr. Hire is for recruiters; everybody may use the other two. */
export function admits(platform: Platform, role: Role): boolean {
  return admittedRoles(platform)?.includes(role) ?? true
}

/** Whom a platform lets in; null for everybody. */
export function admittedRoles(platform: Platform): readonly Role[] | null {
  return platform === 'mr-hire' ? recruiters : null
}
const recruiters: readonly Role[] = ['EXTERNAL_HR', 'ADMIN']

export function requireAdmitted(platform: Platform, role: Role): void {
  if (!admits(platform, role)) throw fail('identity.platform-refused')
}

/** Asked again where a sign-in ends: the person may have been blocked since it began. */
export function requireMayEnter(platform: Platform, { state, role }: { readonly state: string; readonly role: Role }): void {
  if (state === 'blocked' || state === 'erased') throw fail('identity.blocked')
  requireAdmitted(platform, role)
}
