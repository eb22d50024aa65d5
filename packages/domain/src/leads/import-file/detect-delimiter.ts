export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/**
 * The delimiter of a file, from its header alone (product rule 9 of leads): the one found most often outside quotes; on a tie
 * the earlier of `, ; tab |`; a header without any is one column, for which a comma is as good as any.
 */
export function detectDelimiter(header: string): Delimiter {
  const counts = new Map<string, number>()
  let quoted = false
  for (const letter of header) {
    if (letter === '"') quoted = !quoted
    else if (!quoted) {
      if (letter === '\n' || letter === '\r') break
      counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
  }
  let best: Delimiter = ','
  for (const delimiter of DELIMITERS) {
    if ((counts.get(delimiter) ?? 0) > (counts.get(best) ?? 0)) best = delimiter
  }
  return best
}
