import type { Subscriber } from '@mas/kernel'
import { eventCatalogue } from './catalogue/events.ts'
import { ingestEvent } from './ingest/ingest-event.ts'

/** One queue for each event of the catalogue: `leads.tagged` is ingested by `workflows.ingest-leads-tagged`. */
export const workflowsSubscribers: readonly Subscriber[] = [...eventCatalogue.values()].map((entry) => ({
  name: `workflows.ingest-${entry.name.replace('.', '-')}`,
  event: { name: eventName(entry.name), data: entry.schema },
  handle: (t, data, envelope) => ingestEvent(t, entry, data, envelope),
}))

/** Entries of the catalogue are declared events, whose names have this form. */
function eventName(name: string): `${string}.${string}` {
  return name as `${string}.${string}`
}
