import { z } from 'zod'
import { Instant, Text } from '../core/index.ts'
import { kind, type Kind } from './kind.ts'

/** `fullName` greets; absent where the address may not be the account's. */
const person = { fullName: Text(120).optional() }
const device = { at: Instant, device: Text(200).optional(), place: Text(200).optional() }
const sampleDevice = { fullName: 'Asha Rao', at: '2026-11-23T04:30:00.000Z', device: 'Firefox on Windows', place: 'Pune' }

function accountMail<S extends z.ZodRawShape>(variables: S, sample: z.output<z.ZodObject<S>>, secret?: string): Kind<z.ZodObject<S>, 'port'> {
  return kind({ class: 'critical', channels: ['email'], topic: 'account', source: 'port', variables: z.object(variables), sample, ...(secret !== undefined && { secret }) })
}

/** Mails about accounts; identity hands them over through its mail port. */
export const identityKinds = {
  code: accountMail({ ...person, minutes: z.int() }, { fullName: 'Asha Rao', minutes: 10 }, 'code'),
  'reset-code': accountMail({ ...person, minutes: z.int() }, { fullName: 'Asha Rao', minutes: 10 }, 'code'),
  'account-exists': accountMail(person, { fullName: 'Asha Rao' }),
  'new-device': accountMail({ ...person, ...device }, sampleDevice),
  'password-changed': accountMail({ ...person, at: Instant }, { fullName: 'Asha Rao', at: '2026-11-23T04:30:00.000Z' }),
  'factor-changed': accountMail({ ...person, at: Instant, change: Text(120) }, { fullName: 'Asha Rao', at: '2026-11-23T04:30:00.000Z', change: 'an authenticator app was added' }),
  'email-changed': accountMail({ ...person, at: Instant }, { fullName: 'Asha Rao', at: '2026-11-23T04:30:00.000Z' }),
  'sessions-ended-reuse': accountMail({ ...person, at: Instant }, { fullName: 'Asha Rao', at: '2026-11-23T04:30:00.000Z' }),
  invite: accountMail({ ...person, hours: z.int() }, { fullName: 'Asha Rao', hours: 72 }, 'link'),
  'role-changed': accountMail({ ...person, from: Text(40), to: Text(40) }, { fullName: 'Asha Rao', from: 'USER', to: 'EXPERT' }),
  'break-glass-opened': accountMail({ at: Instant, target: Text(254), reason: Text(1_000) }, { at: '2026-11-23T04:30:00.000Z', target: 'the account of Asha Rao', reason: 'the only administrator is unreachable' }),
  impersonated: accountMail({ ...person, at: Instant, minutes: z.int(), reason: Text(1_000).optional() }, { fullName: 'Asha Rao', at: '2026-11-23T04:30:00.000Z', minutes: 30, reason: 'support case' }),
} as const
