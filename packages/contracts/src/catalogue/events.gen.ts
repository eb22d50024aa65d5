// Written by `bun run generate` from the folders it lists. Do not edit.
import * as files from '../files/events.ts'
import * as identity from '../identity/events.ts'
import * as leads from '../leads/events.ts'
import * as notifications from '../notifications/events.ts'
import * as settings from '../settings/events.ts'
import * as webhooks from '../webhooks/events.ts'
import * as workflows from '../workflows/events.ts'

export const eventCatalogue = [
  ...Object.values(files),
  ...Object.values(identity),
  ...Object.values(leads),
  ...Object.values(notifications),
  ...Object.values(settings),
  ...Object.values(webhooks),
  ...Object.values(workflows),
] as const
/** Every event type there is. */
export type AnyEvent = (typeof eventCatalogue)[number]
