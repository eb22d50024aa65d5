import type { Role } from '@mas/contracts/access'

/** Roles that handle everybody's rights or money are given by two administrators, as long as there are two. */
export function needsSecondAdmin(to: Role, activeAdmins: number): boolean {
  return (to === 'ADMIN' || to === 'FINANCE') && activeAdmins >= 2
}
