import type { Role } from '@mas/contracts/access'

/** Roles that handle everybody's rights or money. */
export function isGivenByTwo(to: Role): boolean {
  return to === 'ADMIN' || to === 'FINANCE'
}

/** They are given by two administrators, as long as there are two. */
export function needsSecondAdmin(to: Role, activeAdmins: number): boolean {
  return isGivenByTwo(to) && activeAdmins >= 2
}
