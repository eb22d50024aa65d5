import { Id, Platform } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

const told = { platform: Platform }
/** Names rows, never a code: the code stays sealed in its row until it is handed over. */
export const identityJobs = {
  sendNotice: defineJob(
    'identity.send-notice',
    z.discriminatedUnion('kind', [
      z.object({ kind: z.enum(['code', 'reset-code']), challengeId: Id, sends: z.int(), ...told }),
      z.object({ kind: z.literal('invite'), ticketId: Id, ...told }),
      z.object({
        kind: z.enum([
          'account-exists',
          'new-device',
          'password-changed',
          'sessions-ended-reuse',
          'role-changed',
          'factor-changed',
          'email-changed',
          'impersonated',
          'break-glass-opened',
          'break-glass-sealed',
        ]),
        userId: Id,
        data: z.record(z.string(), z.string()).default({}),
        /** To this one instead of the person's present address; sealed, base64. */
        sealedAddress: z.string().optional(),
        ...told,
      }),
    ]),
    { expireSeconds: 60 },
  ),
  endAll: defineJob('identity.end-all', z.object({}), { concurrency: 1 }),
  flagDormant: defineJob('identity.flag-dormant', z.object({}), { retryLimit: 2, concurrency: 1 }),
  rotateSigningKey: defineJob('identity.rotate-signing-key', z.object({}), { retryLimit: 2, concurrency: 1 }),
  remindReview: defineJob('identity.remind-review', z.object({}), { retryLimit: 2, concurrency: 1 }),
  sweep: defineJob('identity.sweep', z.object({}), { retryLimit: 0, concurrency: 1 }),
  prune: defineJob('identity.prune', z.object({}), { retryLimit: 2, concurrency: 1 }),
}
