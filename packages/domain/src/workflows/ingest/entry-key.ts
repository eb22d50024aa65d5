import type { Json } from '../engine/state.ts'

/** What an event makes a person enter by: the person, joined with a field of the event where the trigger says so. */
export function entryKeyOf(subjectId: string, data: Json, entryField: string | undefined): string {
  const own: unknown = entryField === undefined || typeof data !== 'object' || data === null ? undefined : Reflect.get(data, entryField)
  return typeof own === 'string' || typeof own === 'number' ? `${subjectId}:${own}` : subjectId
}
