import { z } from 'zod'
import { Id, Instant, pageInput, pageOf } from '../core/index.ts'
import { ChangeKind, Reason, SettingScope } from './vocabulary.ts'

export const ProposalState = z.enum(['proposed', 'applied', 'rejected', 'expired', 'stale'])

export const Proposal = z.object({
  proposalId: Id,
  key: z.string(),
  scope: SettingScope,
  kind: ChangeKind,
  value: z.json().nullable(),
  baseVersion: z.int(),
  reason: z.string(),
  proposedBy: z.string(),
  at: Instant,
  expiresAt: Instant,
  effectiveFrom: Instant.nullable(),
  state: ProposalState,
  approver: z.string().nullable(),
  decidedBy: z.string().nullable(),
})
export type Proposal = z.infer<typeof Proposal>

export const ListProposalsInput = z.strictObject({ state: ProposalState.optional(), ...pageInput })
export const ListProposalsOutput = pageOf(Proposal).meta({ description: 'Newest first' })

export const ApproveProposalInput = z.strictObject({ proposalId: Id, reason: Reason.optional() })
export const RejectProposalInput = z.strictObject({ proposalId: Id, reason: Reason.optional() })
export const RejectProposalOutput = z.object({ proposalId: Id, state: z.literal('rejected') })
