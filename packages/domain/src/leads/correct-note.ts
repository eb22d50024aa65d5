import { Activity, CorrectNoteInput } from '@mas/contracts/leads'
import { findActivity } from '@mas/db/leads'
import { actorKey, command, fail } from '@mas/kernel'
import { journalOne } from './journal-one.ts'

export const correctNote = command({
  verb: 'leads.correct-note',
  summary: "Corrects one's own note by a new entry that names it; the first one stays as it was.",
  permission: 'leads.correct-note',
  refuses: ['leads.activity-not-found'],
  input: CorrectNoteInput,
  output: Activity,
  run: async (t, { activityId, text }) => {
    const note = await findActivity(t.tx, activityId)
    const isMine = note !== undefined && (note.kind === 'note' || note.kind === 'note-corrected') && note.actor === actorKey(t.actor)
    if (!isMine) throw fail('leads.activity-not-found')
    return journalOne(t, { leadId: note.lead_id, kind: 'note-corrected', correctsId: activityId, data: { text } })
  },
})
