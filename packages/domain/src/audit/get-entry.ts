import { AuditEntry, GetEntryInput } from '@mas/contracts/audit'
import { findEntry } from '@mas/db/audit'
import { command, fail } from '@mas/kernel'
import { record } from './record.ts'
import { madeAt, shownEntry, visibleDomains } from './reading-rules.ts'
import { openingKeys } from './subject-keys.ts'

export const getEntry = command({
  verb: 'audit.get-entry',
  summary:
    'Opens one entry with its personal values, `erased` where the person was erased, `unreadable` where key or value was altered; the look is itself recorded, so this is a command.',
  permission: 'audit.get-entry',
  refuses: ['audit.entry-not-found'],
  input: GetEntryInput,
  output: AuditEntry,
  run: async (t, { id }) => {
    const row = await findEntry(t.tx, id, madeAt(id))
    if (row === undefined) throw fail('audit.entry-not-found')
    const closed = shownEntry(row.body, 'closed')
    const visible = visibleDomains(t.actor)
    if (visible !== undefined && !visible.includes(closed.action.split('.')[0] ?? '')) throw fail('audit.entry-not-found')
    await record(t, { action: 'audit.get-entry', subject: { type: 'audit-entry', id }, also: [closed.subject], effect: 'read' })
    const { id: subjectId } = closed.subject
    return row.body.includes('{"$sealed":') ? shownEntry(row.body, (await openingKeys(t, [subjectId]))(subjectId)) : closed
  },
})
