import type { ListedEvent } from './entry.ts'
import { identityEvents } from './identity-events.ts'
import { leadsEvents } from './leads-events.ts'
import { notificationsEvents } from './notifications-events.ts'
import { workflowsEvents } from './workflows-events.ts'

/** Every event that workflows listen to. A new domain adds a file with its entries and one line here. */
export const eventCatalogue: ReadonlyMap<string, ListedEvent> = new Map(
  [...leadsEvents, ...identityEvents, ...notificationsEvents, ...workflowsEvents].map((entry) => [entry.name, entry]),
)
