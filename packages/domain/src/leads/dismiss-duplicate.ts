import { DismissDuplicateInput, DismissDuplicateOutput } from '@mas/contracts/leads'
import { dismissPair } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { poolOf } from './reach.ts'

export const dismissDuplicate = command({
  verb: 'leads.dismiss-duplicate',
  summary: 'Says that two leads are two people: the pair is not proposed again, and the system never merges it.',
  permission: 'leads.dismiss-duplicate',
  refuses: ['leads.candidate-not-found'],
  input: DismissDuplicateInput,
  output: DismissDuplicateOutput,
  run: async (t, { candidateId, reason }) => {
    const pair = await dismissPair(t.tx, candidateId, poolOf(t))
    if (pair === undefined) throw fail('leads.candidate-not-found')
    await record(t, {
      action: 'leads.dismiss-duplicate',
      subject: { type: 'lead', id: pair.lead_a },
      after: { otherLeadId: pair.lead_b },
      reason,
    })
    return { dismissed: true }
  },
})
