import { leadMerged } from '@mas/contracts/leads'
import { userBlocked } from '@mas/contracts/identity'
import { on, type Subscriber } from '@mas/kernel'
import { eventCatalogue } from './catalogue/events.ts'
import { ingestEvent } from './ingest/ingest-event.ts'
import { ingestQuiet } from './ingest/ingest-quiet.ts'
import { cancelFor, repointSubject } from './subject/parts.ts'

/** One queue for each event of the catalogue: `leads.tagged` is ingested by `workflows.ingest-leads-tagged`. */
const ingesting: readonly Subscriber[] = [...eventCatalogue.values()].map((entry) => ({
  name: `workflows.ingest-${entry.name.replace('.', '-')}`,
  event: { name: eventName(entry.name), data: entry.schema },
  handle: (t, data, envelope) => ingestEvent(t, entry, data, envelope),
  handleAll: (t, events) => ingestQuiet(t, entry, events),
}))

export const workflowsSubscribers: readonly Subscriber[] = [
  ...ingesting,
  on(leadMerged, 'workflows.repoint-merged', (t, { survivorId, absorbedId }) =>
    repointSubject(t, { type: 'lead', id: absorbedId }, { type: 'lead', id: survivorId }),
  ),
  on(userBlocked, 'workflows.cancel-blocked', (t, { userId, reasonCode }) => cancelFor(t, { type: 'user', id: userId }, reasonCode)),
]

/** Entries of the catalogue are declared events, whose names have this form. */
function eventName(name: string): `${string}.${string}` {
  return name as `${string}.${string}`
}
