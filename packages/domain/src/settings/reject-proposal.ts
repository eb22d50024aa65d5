import { RejectProposalInput, RejectProposalOutput } from '@mas/contracts/settings'
import { decideProposal, lockProposal } from '@mas/db/settings'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { personOf } from './access.ts'

export const rejectProposal = command({
  verb: 'settings.reject-proposal',
  summary: 'Turns a proposed change down; the one who proposed it may take it back this way, too.',
  permission: 'settings.decide-proposal',
  fresh: true,
  refuses: ['settings.not-found', 'settings.not-open'],
  input: RejectProposalInput,
  output: RejectProposalOutput,
  run: async (t, { proposalId, reason }) => {
    const [proposal, now] = [await lockProposal(t.tx, proposalId), t.clock.now()]
    if (proposal === undefined) throw fail('settings.not-found')
    if (proposal.expiresAt <= now || !(await decideProposal(t.tx, proposalId, { state: 'rejected', by: personOf(t), at: now })))
      throw fail('settings.not-open', { state: proposal.state === 'proposed' ? 'expired' : proposal.state })
    await record(t, {
      action: 'settings.reject-proposal',
      subject: { type: 'setting', id: proposal.key },
      after: { proposalId, state: 'rejected' },
      ...(reason !== undefined && { reason }),
    })
    return { proposalId, state: 'rejected' as const }
  },
})
