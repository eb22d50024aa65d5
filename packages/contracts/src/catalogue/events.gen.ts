// Written by `bun run generate` from the folders it lists. Do not edit.

export const eventCatalogue = [

] as const
/** Every event type there is. */
export type AnyEvent = (typeof eventCatalogue)[number]
