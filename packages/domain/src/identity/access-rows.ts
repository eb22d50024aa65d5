import type { Ctx } from '@mas/kernel'

/**
 * Whether the caller of a context reaches a row with the grant of that context: the very question a verb of the owning
 * domain asks. False where there is no such row.
 */
type Reaches = (ctx: Ctx, id: string) => Promise<boolean>
const provided = new Map<string, Reaches>()

/** Called once by each domain whose rows belong to somebody, where it is loaded; named `<domain>.<noun>`. */
export function provideAccessRows(rows: Readonly<Record<string, Reaches>>): void {
  for (const [type, reaches] of Object.entries(rows)) {
    if (provided.has(type)) throw new Error(`rows of ${type} are provided twice`)
    provided.set(type, reaches)
  }
}
export function accessRows(): ReadonlyMap<string, Reaches> {
  return provided
}
