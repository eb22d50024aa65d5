import type { z } from 'zod'

/** The body as JSON of a known shape; undefined where it is anything else. */
export function readJson<T>(raw: Uint8Array, shape: z.ZodType<T>): T | undefined {
  try {
    const read = shape.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)))
    return read.success ? read.data : undefined
  } catch {
    // Not UTF-8, or no JSON: whoever asked says what that means.
    return undefined
  }
}

/** Several words of a vendor as one key; a colon in one of them cannot make two facts look like one. */
export function keyOf(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('%', '%25').replaceAll(':', '%3A')).join(':')
}
