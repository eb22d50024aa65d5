import { SettingScope, type ChangeOutcome } from '@mas/contracts/settings'
import type { ProposalRow } from '@mas/db/settings'
import { fail, type TxCtx } from '@mas/kernel'
import { settleFlagProposal } from './change-flag.ts'
import { find } from './registry.ts'
import { asJson, requireFitting, requireScope, settleChange } from './submit-change.ts'

/** Does what was proposed. It is held against today's definition once more: a proposal passes no bound. */
export async function settleProposal(t: TxCtx, proposal: ProposalRow, approvedBy: string): Promise<ChangeOutcome> {
  const { key, value, set, baseVersion, reason, effectiveFrom, kind, proposedBy } = proposal
  const scope = SettingScope.parse(proposal.scope)
  const rest = { key, scope, proposalId: proposal.id, expiresAt: null }
  const action = 'settings.approve-proposal'
  if (kind === 'rules' || kind === 'override' || kind === 'lift') {
    const changeId = await settleFlagProposal(t, { ...proposal, kind, action, approvedBy })
    const effective = t.clock.now().toISOString()
    return { ...rest, state: 'applied', value: asJson(value), version: baseVersion + 1, changeId, effectiveFrom: effective }
  }
  const declared = find(key, t.clock.now())
  if (declared?.kind !== 'setting') throw fail('settings.unknown-key', { key })
  const { type } = declared
  requireScope(type, scope)
  if (set) requireFitting(type, value)
  const decided = { action, type, scope, value, set, baseVersion, kind, reason, effectiveFrom, by: proposedBy, approvedBy }
  return { ...rest, value: asJson(set ? value : type.default), ...(await settleChange(t, decided)) }
}
