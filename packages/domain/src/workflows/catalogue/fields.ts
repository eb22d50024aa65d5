import { clockFields, runFields, subjectFields, type Field } from '@mas/contracts/workflows'

const byName: ReadonlyMap<string, Field> = new Map(
  [...Object.values(subjectFields), runFields, clockFields].flatMap((family) => Object.entries(family)),
)

/** A field of the catalogue; those of events and variables are known only where they are used. */
export function fieldNamed(name: string): Field | undefined {
  return byName.get(name)
}
