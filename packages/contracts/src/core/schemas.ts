import { z } from 'zod'

/** Identifier of any row: a UUID; ours are version 7, so they sort by creation time. */
export const Id = z.uuid().meta({ description: 'UUID, version 7' })
export type Id = z.infer<typeof Id>

/** What ISO 8601 can write, Postgres cannot always hold, and arithmetic needs room at both ends. */
const firstMs = Date.UTC(1000, 0, 1)
const lastMs = Date.UTC(9900, 0, 1)

/** An instant, ISO 8601 with offset. Outputs are always UTC with millisecond precision. */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= firstMs && Date.parse(text) < lastMs, { error: 'must lie between the years 1000 and 9900' })
  .meta({ description: 'Instant, ISO 8601 with offset' })
export type Instant = z.infer<typeof Instant>

/** An amount of Indian rupees in paise (1 INR = 100 paise). Never a fraction. */
export const Paise = z.int().meta({ description: 'Amount in paise' })
export type Paise = z.infer<typeof Paise>

/**
 * Text a person typed: trimmed, at most `max` UTF-16 units. NUL and lone surrogates are refused, because Postgres
 * can store neither, and other control characters except tab and line breaks because no form needs them. `min` counts
 * what can be seen: a reason of five invisible characters is none.
 */
export function Text(max: number, min = 1) {
  return z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((value) => value.isWellFormed() && !forbiddenControls.test(value), { error: 'contains characters that cannot be stored' })
    .refine((value) => value.length < min || value.replace(invisible, '').trim().length >= min, {
      error: `needs ${min} characters that can be seen`,
    })
}
/** Format characters, fillers and selectors: they stand between letters, and alone they say nothing. */
const invisible = /[\p{Cf}\u115f\u1160\u2800\u3164\uffa0]|\p{Variation_Selector}|\u034f|\u17b4|\u17b5/gu
// eslint-disable-next-line no-control-regex -- control characters are exactly what is being looked for
const forbiddenControls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** Free JSON object sent by a client; the same characters are refused as in `Text`. */
export const JsonObject = z.record(Text(100), z.union([Text(500, 0), z.number(), z.boolean(), z.null()]))
export type JsonObject = z.infer<typeof JsonObject>

/** Opaque position in a list; only ever the `nextCursor` of the page before. */
export const Cursor = z.string().min(1).max(500).meta({ description: 'Opaque; the nextCursor of the page before' })

/** Input fields of every list verb. */
export const pageInput = { cursor: Cursor.optional(), limit: z.int().min(1).max(100).default(50) }

/** One page of a list: `nextCursor` is null on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: Cursor.nullable() })
}
