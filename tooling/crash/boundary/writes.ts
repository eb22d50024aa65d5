import type { Driver } from '@mas/db'

const changing = /\b(?:insert\s+into|delete\s+from|merge\s+into|update\s+(?:only\s+)?"?[a-z_]+"?\.)/i
/**
 * Counted now and then by a timer, and exact to nobody: what is lost of them costs accuracy and nothing else. What a loop
 * has in hand is said while its transaction is open: a death there is one before that commit.
 */
const loose = /\b(?:requests\.rates|settings\.readers|settings\.usage|workflows\.steppers)\b/

/** Whether a statement that is sent by itself leaves something behind that another one builds on. */
export const changesSomething = (statement: string): boolean => changing.test(statement) && !loose.test(statement)

interface Query extends PromiseLike<unknown> {
  /** Asks for rows as lists, before anything is sent. */
  values(): Query
}
type Send = (statement: string, values?: readonly unknown[]) => Query

/**
 * Has every statement that changes something and is sent outside a transaction go through `around`; the answer takes that
 * back. Only Bun's driver is known here, which is what these harnesses run on.
 */
export function watchWrites({ name, db }: Driver, around: (send: () => Promise<unknown>) => Promise<unknown>): () => void {
  if (name !== 'bun') throw new Error('single statements are watched through Bun’s driver only')
  const client = Object(Reflect.get(db, '$client'))
  const original: Send = Reflect.get(client, 'unsafe')
  const watched: Send = (statement, parameters) => {
    const query = () => original.call(client, statement, parameters)
    if (!changesSomething(statement)) return query()
    let asLists = false
    const later = Promise.resolve().then(() => around(async () => (asLists ? query().values() : query())))
    const asked: Query = Object.assign(later, {
      values: () => {
        asLists = true
        return asked
      },
    })
    return asked
  }
  Reflect.set(client, 'unsafe', watched)
  return () => void Reflect.set(client, 'unsafe', original)
}
