import { z } from 'zod'
import { Instant, Text } from '../core/index.ts'
import { kind, type Kind } from './kind.ts'

/**
 * What every mail about an account may name. `at` is when identity handed it over unless it says otherwise,
 * `expiresAt` is when its secret dies.
 */
const account = { name: Text(120).optional(), at: Instant.optional(), expiresAt: Instant.optional() }
const sample = { name: 'Asha Rao', at: '2026-11-23T04:30:00.000Z', expiresAt: '2026-11-23T04:40:00.000Z' }

function accountMail<S extends z.ZodRawShape>(
  variables: S,
  own: z.output<z.ZodObject<S>>,
  secret?: string,
): Kind<z.ZodObject<typeof account & S>, 'port'> {
  return kind({
    class: 'critical',
    channels: ['email'],
    topic: 'account',
    source: 'port',
    variables: z.object({ ...account, ...variables }),
    sample: sampleOf(own),
    ...(secret !== undefined && { secret }),
  })
}

/** The common sample and the kind's own together are what `variables` parses; TypeScript cannot add up the two shapes. */
function sampleOf<S extends z.ZodRawShape>(own: z.output<z.ZodObject<S>>): z.output<z.ZodObject<typeof account & S>> {
  return { ...sample, ...own } as z.output<z.ZodObject<typeof account & S>>
}

/** Mails about accounts; identity hands them over through its mail port. */
export const identityKinds = {
  code: accountMail({ purpose: Text(60).optional() }, { purpose: 'verify-email' }, 'code'),
  'reset-code': accountMail(
    {
      purpose: Text(60).optional(),
      link: z.url().max(600).optional().meta({ description: 'Page that takes the code; absent where the person asked from it' }),
    },
    { purpose: 'reset-password' },
    'code',
  ),
  'account-exists': accountMail({}, {}),
  'new-device': accountMail({ userAgent: Text(200, 0).optional() }, { userAgent: 'Firefox on Windows' }),
  'password-changed': accountMail({}, {}),
  'factor-changed': accountMail({ change: Text(120).optional() }, { change: 'an authenticator app was added' }),
  'email-changed': accountMail({}, {}),
  'sessions-ended-reuse': accountMail({}, {}),
  invite: accountMail({}, {}, 'link'),
  'role-changed': accountMail({ from: Text(40), to: Text(40) }, { from: 'USER', to: 'EXPERT' }),
  'break-glass-opened': accountMail(
    { target: Text(254), reason: Text(1_000) },
    { target: 'the account of Asha Rao', reason: 'the only administrator is unreachable' },
  ),
  'break-glass-sealed': accountMail({ by: Text(120), custodians: Text(300) }, { by: 'Meera Iyer', custodians: 'Asha Rao and Ravi Kumar' }),
  impersonated: accountMail({ reason: Text(1_000).optional() }, { reason: 'support case' }),
} as const
