import type { CsvPlace } from './csv-place.ts'
import type { CsvScanner } from './csv-scanner.ts'
import type { FeedState, TextFeed } from './decode-text.ts'
import { withoutNul } from './import-rows.ts'

type Chunks = AsyncGenerator<Uint8Array, void, undefined>

/** The text of a file on its way to the scanner. */
export interface CsvText {
  /** True when the scanner has something new to look at: more text, or the news that there is no more. */
  more(): Promise<boolean>
  /** From where the text behind the scanner's last record can be had again. */
  place(): Pick<CsvPlace, 'offset' | 'chars'> & FeedState
  close(): Promise<void>
}

/** Decodes chunk after chunk; `from` is the byte of the file they begin with, and of their text the first `drop` characters are known already. */
export function csvText(scanner: CsvScanner, feed: TextFeed, chunks: Chunks, from: { offset: number; drop: number }): CsvText {
  /** What was decoded at once and is not behind the scanner yet. */
  let decoded: ({ start: number; offset: number } & FeedState)[] = []
  let offset = from.offset
  let drop = from.drop
  // Characters since `from.offset`, dropped ones included.
  let given = 0
  const give = (decode: () => string, bytes: number) => {
    const start = { start: given, offset: offset - feed.carried(), ...feed.state() }
    const text = withoutNul(decode())
    decoded = [...decoded.filter((_, at) => (decoded[at + 1]?.start ?? given) > scanner.taken + from.drop), start]
    offset += bytes
    given += text.length
    scanner.push(text.slice(drop))
    drop = Math.max(0, drop - text.length)
  }
  return {
    async more() {
      if (scanner.ended) return false
      const chunk = await chunks.next()
      if (chunk.done === true) {
        give(() => feed.end(), 0)
        scanner.end()
      } else give(() => feed.decode(chunk.value), chunk.value.length)
      return true
    },
    place() {
      const taken = scanner.taken + from.drop
      const here = decoded.findLast(({ start }) => start <= taken)
      if (here === undefined || taken === given) return { offset: offset - feed.carried(), chars: 0, ...feed.state() }
      const { start, ...there } = here
      return { ...there, chars: taken - start }
    },
    close: async () => void (await chunks.return()),
  }
}
