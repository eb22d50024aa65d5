import type { User } from '@mas/contracts/identity'
import type { UserRow } from '@mas/db/identity'

export function userOf({ blockedAt, blockedUntil, lastActiveAt, createdAt, ...row }: UserRow): User {
  return {
    ...row,
    blockedAt: blockedAt?.toISOString() ?? null,
    blockedUntil: blockedUntil?.toISOString() ?? null,
    lastActiveAt: lastActiveAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}
