// Written by `bun run generate` from the folders it lists. Do not edit.
import * as files from '../files/events.ts'
import * as leads from '../leads/events.ts'

export const eventCatalogue = [
  ...Object.values(files),
  ...Object.values(leads),
] as const
/** Every event type there is. */
export type AnyEvent = (typeof eventCatalogue)[number]
