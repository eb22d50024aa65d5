import { ApproveProposalInput, ChangeOutcome } from '@mas/contracts/settings'
import { decideProposal, lockProposal } from '@mas/db/settings'
import { command, fail, refuseAfterCommit } from '@mas/kernel'
import { personOf } from './access.ts'
import { beginChange } from './begin-change.ts'
import { isUnaltered, versionUnder } from './propose.ts'
import { settleProposal } from './settle-proposal.ts'

export const approveProposal = command({
  verb: 'settings.approve-proposal',
  summary:
    'A second administrator brings a proposed change into force, or plans it where its instant has not come; possible for 24 hours and while nothing else changed the setting.',
  permission: 'settings.decide-proposal',
  fresh: true,
  refuses: [
    'settings.not-found',
    'settings.same-approver',
    'settings.stale',
    'settings.not-open',
    'settings.invalid-value',
    'settings.scope-refused',
    'settings.rule-invalid',
    'settings.unknown-key',
  ],
  input: ApproveProposalInput,
  output: ChangeOutcome,
  run: async (t, { proposalId }) => {
    await beginChange(t)
    const [proposal, now, me] = [await lockProposal(t.tx, proposalId), t.clock.now(), personOf(t)]
    if (proposal === undefined) throw fail('settings.not-found')
    if (proposal.state === 'stale') throw fail('settings.stale', { state: 'stale' })
    if (proposal.state !== 'proposed') throw fail('settings.not-open', { state: proposal.state })
    if (proposal.expiresAt <= now) {
      await decideProposal(t.tx, proposalId, { state: 'expired', by: me, at: now })
      return refuseAfterCommit(fail('settings.not-open', { state: 'expired' }))
    }
    if (proposal.proposedBy === me) throw fail('settings.same-approver')
    const version = await versionUnder(t, proposal)
    if (version !== proposal.baseVersion || !isUnaltered(t, proposal)) {
      await decideProposal(t.tx, proposalId, { state: 'stale', by: me, at: now })
      if (version === proposal.baseVersion) t.log.error('a proposal was altered after it was made', { proposalId })
      return refuseAfterCommit(fail('settings.stale', { version, altered: version === proposal.baseVersion }))
    }
    const settled = await settleProposal(t, proposal, me)
    const { changeId } = settled
    await decideProposal(t.tx, proposalId, {
      state: 'applied',
      by: me,
      approver: me,
      at: now,
      ...(changeId !== null && { changeId }),
    })
    return settled
  },
})
