import type { Edge } from './edge.ts'
import type { Findings } from './findings.ts'
import type { Session } from './session.ts'

export interface PlayedNotes {
  /** Text of every note whose call was acknowledged. */
  readonly notes: string[]
  /** The client's own id of every lead whose capture was acknowledged, with the intake it was told. */
  readonly captures: Map<string, string>
}

/** A lead and a note on it, each with a key: whatever dies in between, the answer to a key is always the same one. */
export async function playNote(edge: Edge, head: Session, findings: Findings, serial: number, played: PlayedNotes): Promise<void> {
  const requestId = Bun.randomUUIDv7()
  const capture = () =>
    edge.call({ ...head.caller, key: `capture-${requestId}` }, 'capture lead', (mas) =>
      mas.leads.captureLead.mutate({ fullName: `Walk-in ${serial}`, phones: [`+916${String(serial).padStart(9, '0')}`], requestId }),
    )
  const lead = await capture()
  played.captures.set(requestId, lead.intakeId)
  const { leadId } = lead
  if (leadId === undefined) throw new Error('a captured lead is out of the reach of who captured it')
  const text = `note ${requestId}`
  const note = () =>
    edge.call({ ...head.caller, key: `note-${requestId}` }, 'add note', (mas) => mas.leads.addNote.mutate({ leadId, text }))
  const first = await note()
  played.notes.push(text)
  const again = [await capture(), await note()]
  findings.count('acknowledged calls repeated with their key', 2)
  if (JSON.stringify(again) !== JSON.stringify([lead, first]))
    findings.violated('a key answers the same every time', `${requestId}: ${JSON.stringify([lead, first])} then ${JSON.stringify(again)}`)
}
