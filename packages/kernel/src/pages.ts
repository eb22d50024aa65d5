import { z } from 'zod'
import { fail } from './errors.ts'

/** Encodes where a page ended: the sort values of its last row. Opaque to clients, worthless for other lists. */
export function encodeCursor(list: string, position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url')
}

/** Reads a cursor of this very list back; anything else is `request.cursor-invalid`. */
export function decodeCursor<S extends z.ZodType>(list: string, cursor: string, position: S): z.output<S> {
  const parsed = CursorText.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (!parsed.success || parsed.data[0] !== list) throw fail('request.cursor-invalid')
  const place = position.safeParse(parsed.data.slice(1))
  if (!place.success) throw fail('request.cursor-invalid')
  return place.data
}
const CursorText = z.tuple([z.string()]).rest(z.union([z.string(), z.number()]))

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not ours: the schema refuses it
  }
}

/**
 * Cuts one page from `limit + 1` rows: the extra row only says that there is a next page.
 */
export function cutPage<Row>(
  list: string,
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => readonly (string | number)[],
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(list, positionOf(last)) : null }
}
