import { MergeLeadsInput, MergeOutput } from '@mas/contracts/leads'
import { reachableIds } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { mergePair } from './merge-pair.ts'
import { reachOf } from './reach.ts'

export const mergeLeads = command({
  verb: 'leads.merge-leads',
  summary:
    'Makes two leads one: values and open work move to the survivor, blanks are filled, the journal of both is read together. It can be taken back.',
  permission: 'leads.merge-leads',
  refuses: ['leads.not-found', 'leads.merge-same', 'leads.merged', 'leads.stale'],
  input: MergeLeadsInput,
  output: MergeOutput,
  run: async (t, { survivorId, absorbedId, takeFromAbsorbed, survivorVersion, absorbedVersion, reason }) => {
    if (survivorId === absorbedId) throw fail('leads.merge-same')
    const reach = reachOf(t)
    // Within reach first: that a stranger's lead was merged is nobody's business. Merged ones of one's own are named by the merge itself.
    if (!reach.all && (await reachableIds(t.tx, [survivorId, absorbedId], reach)).length < 2) throw fail('leads.not-found')
    const mergeId = await mergePair(t, {
      survivorId,
      absorbedId,
      takeFromAbsorbed,
      reason,
      by: 'user',
      versions: { survivor: survivorVersion, absorbed: absorbedVersion },
    })
    return { mergeId, survivorId, absorbedId }
  },
})
