import { Activity, AddNoteInput } from '@mas/contracts/leads'
import { command } from '@mas/kernel'
import { journalOne } from './journal-one.ts'
import { lockReachable } from './reach.ts'

export const addNote = command({
  verb: 'leads.add-note',
  summary: 'Writes a note of at most 4,000 characters into the journal of a lead.',
  permission: 'leads.add-note',
  refuses: ['leads.not-found', 'leads.merged'],
  input: AddNoteInput,
  output: Activity,
  run: async (t, { leadId, text }) => {
    await lockReachable(t, leadId)
    return journalOne(t, { leadId, kind: 'note', data: { text } })
  },
})
