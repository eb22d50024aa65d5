import { z } from 'zod'
import { Id, Instant, secret } from '../core/index.ts'

export const Tokens = z.object({
  accessToken: secret(z.string().meta({ description: 'JWT for the Authorization header, 15 minutes' })),
  accessExpiresAt: Instant,
  refreshToken: secret(z.string().optional().meta({ description: 'Absent in cookie mode' })),
  idleExpiresAt: Instant.meta({ description: 'The session ends then unless refreshed' }),
  sessionExpiresAt: Instant.meta({ description: 'The session ends then in any case' }),
  deviceProof: z
    .string()
    .optional()
    .meta({ description: 'Keep it: it is presented with every refresh and the next sign-in. Present where it is new' }),
  restricted: z.literal('enrol-factor').optional().meta({ description: 'Present: the session may only enrol a second factor' }),
})
export type Tokens = z.infer<typeof Tokens>

export const Challenge = z.object({
  challengeId: Id,
  codeExpiresAt: Instant.meta({ description: 'The mailed code works before this instant' }),
  resendAt: Instant.meta({ description: 'A new code can be asked for from then' }),
})
export type Challenge = z.infer<typeof Challenge>
export const Done = z.object({ ok: z.literal(true) })
