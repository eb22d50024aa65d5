import { z } from 'zod'
import { Role } from '../access/index.ts'
import { event, Id, Instant, Platform } from '../core/index.ts'

export const userRegistered = event(
  'identity.user-registered',
  z.object({
    userId: Id,
    platform: Platform,
    role: Role,
    method: z.enum(['password', 'google', 'invite', 'ensured']),
    verified: z.boolean(),
  }),
)
export const emailVerified = event('identity.email-verified', z.object({ userId: Id }))
export const profileCompleted = event('identity.profile-completed', z.object({ userId: Id }))
export const userBlocked = event('identity.user-blocked', z.object({ userId: Id, reasonCode: z.string(), until: Instant.optional() }))
export const signedIn = event(
  'identity.signed-in',
  z.object({ userId: Id, sessionId: Id, method: z.string(), platform: Platform, newDevice: z.boolean() }),
)
export const roleChanged = event('identity.role-changed', z.object({ userId: Id, from: Role, to: Role }))
