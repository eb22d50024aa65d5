import { z } from 'zod'
import { Cursor, Id, Instant, pageOf, Platform, Text } from '../core/index.ts'
import { BaseVersion, Reason, SettingKey, SettingRisk } from './vocabulary.ts'

const list = <S extends z.ZodType>(item: S, max: number) => z.array(item).min(1).max(max).optional()

/** Whom a rule is for: everything that is named must hold; a match without any member is everybody. */
export const FlagMatch = z.strictObject({
  platforms: list(Platform, 3),
  roles: list(Text(40), 20).meta({ description: 'Roles; an unknown one is refused' }),
  userIds: list(Id, 500),
  batchIds: list(Id, 100),
  emailDomains: list(z.string().regex(/^[a-z0-9]([a-z0-9-]{0,62}\.)+[a-z]{2,24}$/), 50).meta({
    description: 'Domains of confirmed e-mail addresses, in lower case',
  }),
})
export type FlagMatch = z.infer<typeof FlagMatch>

export const FlagOutcome = z.union([
  z.enum(['on', 'off']),
  z.strictObject({ percentBp: z.int().min(0).max(10_000).meta({ description: 'Share of people it is on for, in basis points' }) }),
])
export type FlagOutcome = z.infer<typeof FlagOutcome>

export const FlagRule = z.strictObject({ match: FlagMatch, outcome: FlagOutcome })
export type FlagRule = z.infer<typeof FlagRule>

export const Flag = z.object({
  flag: z.string(),
  describe: z.string().nullable(),
  owner: z.string().nullable(),
  default: z.boolean().nullable(),
  risk: SettingRisk.nullable(),
  killSwitch: z.boolean(),
  clientVisible: z.boolean(),
  expiresOn: z.iso.date().nullable(),
  state: z
    .enum(['active', 'stale', 'orphaned'])
    .meta({ description: '`stale`: past its expiry date; `orphaned`: no longer in code, ignored' }),
  version: z.int().meta({ description: '0 while nobody touched it' }),
  killed: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable(),
  rules: z.array(FlagRule).meta({ description: 'By position' }),
  overrides: z.int().meta({ description: 'How many people have an override' }),
  proposalId: Id.nullable().meta({ description: 'A change that waits for a second administrator' }),
})
export type Flag = z.infer<typeof Flag>

export const ListFlagsInput = z.strictObject({
  state: z.enum(['active', 'stale', 'orphaned']).optional(),
  killed: z.boolean().optional(),
  cursor: Cursor.optional(),
  limit: z.int().min(1).max(500).default(200),
})
export const ListFlagsOutput = pageOf(Flag)

export const SetFlagRulesInput = z.strictObject({
  flag: SettingKey,
  rules: z.array(FlagRule).max(100).meta({ description: 'All rules, in order; the first that matches decides' }),
  baseVersion: BaseVersion,
  reason: Reason,
})
export const SetFlagOverrideInput = z.strictObject({
  flag: SettingKey,
  userId: Id,
  value: z.boolean().nullable().meta({ description: 'Null takes the override away' }),
  until: Instant.optional().meta({ description: 'When it ends by itself; by default never' }),
  reason: Reason,
})
export const KillFlagInput = z.strictObject({ flag: SettingKey, reason: Reason })
export const LiftKillInput = z.strictObject({ flag: SettingKey, reason: Reason })

export const FlagOutcomeOfChange = z.object({
  state: z.enum(['applied', 'proposed']),
  flag: z.string(),
  version: z.int(),
  changeId: Id.nullable(),
  proposalId: Id.nullable(),
  expiresAt: Instant.nullable(),
})
export type FlagOutcomeOfChange = z.infer<typeof FlagOutcomeOfChange>

export const ExplainFlagInput = z.strictObject({ flag: SettingKey, userId: Id, platform: Platform.optional() })
export const FlagReason = z.object({
  kind: z.enum(['killed', 'override', 'rule', 'percent', 'default']),
  rule: z.int().nullable().meta({ description: 'Position of the rule that decided' }),
  bucket: z.int().nullable().meta({ description: 'Where the person falls, 0 to 9999' }),
  limit: z.int().nullable().meta({ description: 'Below which bucket it is on, in basis points' }),
  until: Instant.nullable().meta({ description: 'When the override ends' }),
})
export const ExplainFlagOutput = z.object({ flag: z.string(), value: z.boolean(), because: FlagReason, revision: z.int() })

/** Hundreds of members that our own code has just put together from declared keys, for an answer that is asked for all the time. */
function made<T>(shape: object) {
  return z.custom<T>((value) => typeof value === 'object' && value !== null).meta({ type: 'object', ...shape })
}

export const GetMyFlagsInput = z.strictObject({})
export const GetMyFlagsOutput = z.object({
  flags: made<Record<string, boolean>>({ additionalProperties: { type: 'boolean' } }),
  settings: made<Record<string, z.core.util.JSONType>>({}),
  etag: z.string().meta({ description: 'SHA-256 of flags and settings, hex' }),
})
