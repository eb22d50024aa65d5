import { z } from 'zod'
import { Role } from '../access/index.ts'
import { Id, Instant, pageInput, pageOf, secret, Text } from '../core/index.ts'
import { EmailText, TotpText } from './fields.ts'

export const StartImpersonationInput = z.strictObject({
  userId: Id,
  reason: Text(500, 5).meta({ description: 'Told to the person' }),
  minutes: z.int().min(1).max(30).default(30).meta({ description: 'The session ends then in any case' }),
})
export const StopImpersonationOutput = z.object({ ended: z.int().meta({ description: 'Impersonation sessions ended' }) })

export const SealBreakGlassInput = z
  .strictObject({
    custodianA: Id.meta({ description: 'Keeps the phrase' }),
    custodianB: Id.meta({ description: 'Keeps the authenticator' }),
    replace: z.boolean().default(false).meta({ description: 'Retire the sealed credential that exists' }),
  })
  .refine((input) => input.custodianA !== input.custodianB, { error: 'two different people', path: ['custodianB'] })
export const SealBreakGlassOutput = z.object({
  credentialId: Id,
  phrase: secret(z.string().meta({ description: '130 random bits in base32, shown this once; for custodian A' })),
  uri: z.string().meta({ description: 'otpauth URI, shown this once; for custodian B: SHA-1, 6 digits, 30 seconds' }),
})

export const OpenBreakGlassInput = z.strictObject({
  phrase: secret(z.string().min(1).max(100).meta({ description: 'Hyphens, blanks and case do not matter' })),
  totp: TotpText,
  targetEmail: EmailText.meta({ description: 'The account to act as' }),
  reason: Text(1000, 20),
})

export const Opening = z.object({
  id: Id,
  credentialId: Id,
  targetId: Id,
  custodianA: Id,
  custodianB: Id,
  reason: z.string(),
  openedAt: Instant,
  expiresAt: Instant.meta({ description: '30 minutes after it was opened' }),
  closedAt: Instant.nullable(),
  reviewDueAt: Instant.meta({ description: '72 hours after it was opened' }),
  reviewedBy: Id.nullable(),
  reviewedAt: Instant.nullable(),
  note: z.string().nullable(),
})
export const ListOpeningsInput = z.strictObject({ ...pageInput, unreviewed: z.boolean().default(false) })
export const ListOpeningsOutput = pageOf(Opening)
export const ReviewOpeningInput = z.strictObject({ openingId: Id, note: Text(2000, 10) })

/** What a page shows as a banner while the session is not the person's own sign-in. */
export const SessionBanner = z.object({
  kind: z.enum(['normal', 'impersonation', 'break-glass']),
  endsAt: Instant,
  by: z.object({ userId: Id, fullName: z.string(), role: Role }).nullable().meta({ description: 'The administrator who looks' }),
  readOnly: z.boolean(),
})
export type SessionBanner = z.infer<typeof SessionBanner>
