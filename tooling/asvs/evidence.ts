/** What shows that a requirement is held, or why it does not concern us. */
export type Evidence =
  | { readonly kind: 'test'; readonly file: string; readonly title: string }
  | { readonly kind: 'document'; readonly file: string; readonly heading: string }
  | { readonly kind: 'decision'; readonly number: number; readonly what: string }
  | { readonly kind: 'not-applicable'; readonly reason: string }

/** A requirement's number, what it asks for in our own words, and the evidence. */
export type Held = readonly [number: string, asks: string, ...evidence: readonly Evidence[]]

export interface Chapter {
  readonly title: string
  readonly held: readonly Held[]
}

export function chapter(title: string, ...held: readonly Held[]): Chapter {
  return { title, held }
}

/** A test, named by its file and its title, which the check looks up. */
export function test(file: string, title: string): Evidence {
  return { kind: 'test', file, title }
}
/** A chapter of a document of ours. */
export function written(heading: string, file = 'docs/security.md'): Evidence {
  return { kind: 'document', file, heading }
}
/** Held in part, or not: why we accept that, and for how long, stands in a decision record. */
export function accepted(number: number, what: string): Evidence {
  return { kind: 'decision', number, what }
}
export function notHere(reason: string): Evidence {
  return { kind: 'not-applicable', reason }
}
