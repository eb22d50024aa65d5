import { z } from 'zod'
import { Role } from '../access/index.ts'
import { Id, Instant, pageInput, pageOf, Platform, Text } from '../core/index.ts'
import { EmailText, PersonName, PhoneText } from './fields.ts'

export const UserState = z.enum(['invited', 'active', 'blocked', 'erased'])
export const User = z.object({
  id: Id,
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  fullName: z.string(),
  phone: z.string().nullable(),
  phoneVerified: z.boolean(),
  role: Role,
  class: z.enum(['learner', 'staff', 'privileged']),
  state: UserState,
  stage: z.int(),
  blockedAt: Instant.nullable(),
  blockedUntil: Instant.nullable(),
  reasonCode: z.string().nullable(),
  lastActiveAt: Instant.nullable(),
  createdAt: Instant,
})
export type User = z.infer<typeof User>

export const ListUsersInput = z.strictObject({
  ...pageInput,
  role: Role.optional(),
  state: UserState.optional(),
  email: EmailText.optional(),
})
export const ListUsersOutput = pageOf(User)
export const UserInput = z.strictObject({ userId: Id })
export const ExplainAccessInput = z.strictObject({
  userId: Id,
  permission: Text(100).meta({ description: 'As in the permission matrix, `ledger.read-accounts` for instance' }),
  platform: Platform.default('my-analytics-school'),
  ref: z
    .strictObject({ type: Text(60), id: Id })
    .optional()
    .meta({
      description: 'A row, by the kind `<domain>.<noun>` (`leads.lead`, `identity.session`) and its id: whether the grant reaches it',
    }),
})
export const ExplainAccessOutput = z.object({
  allowed: z.boolean(),
  reach: z.array(z.string()).meta({
    description: 'How far the grant reaches: all, own, team, pool or batch; with `ref`, only the ways in which it reaches that row',
  }),
  trace: z.array(
    z.object({
      rule: z.string(),
      given: z.string().meta({ description: 'What the rule was decided on' }),
      holds: z.boolean().meta({ description: 'Whether it speaks for the person' }),
    }),
  ),
})
export const ProvisionUserInput = z.strictObject({ email: EmailText, fullName: PersonName, role: Role, phone: PhoneText.optional() })
export const ChangeRoleInput = z.strictObject({ userId: Id, role: Role, reason: Text(500, 5) })
export const RoleChange = z.object({
  id: Id,
  userId: Id,
  from: Role,
  to: Role,
  state: z.enum(['pending', 'applied', 'rejected', 'expired']),
  expiresAt: Instant.meta({ description: 'A pending change lapses then, 24 hours after it was asked for' }),
})
export const ListRoleChangesInput = z.strictObject({
  ...pageInput,
  state: z.enum(['pending', 'applied', 'rejected', 'expired']).default('pending'),
  userId: Id.optional(),
})
export const ListRoleChangesOutput = pageOf(
  RoleChange.extend({
    requestedBy: Id,
    approvedBy: Id.nullable(),
    byOneAdmin: z.boolean().meta({ description: 'Applied by the only administrator there was' }),
    reason: z.string(),
    createdAt: Instant,
  }),
)
export const DecideRoleChangeInput = z.strictObject({ roleChangeId: Id })
export const BlockUserInput = z.strictObject({
  userId: Id,
  reasonCode: z
    .string()
    .regex(/^[a-z][a-z-]{1,39}$/)
    .meta({ description: 'Kebab-case reason, for statistics' }),
  note: Text(1000),
  until: Instant.optional().meta({ description: 'Absent: until somebody unblocks' }),
})
export const UnblockUserInput = z.strictObject({ userId: Id, note: Text(1000) })
export const EndAllSessionsInput = z.strictObject({ reason: Text(1000, 10) })
export const ResetFactorsInput = z.strictObject({ userId: Id, proofNote: Text(1000, 10) })
export const BootstrapAdminInput = z.strictObject({ email: EmailText, fullName: PersonName.default('Administrator') })
export const BootstrapAdminOutput = z.object({ userId: Id, activationUrl: z.url(), expiresAt: Instant })
