import { inflateSync } from 'node:zlib'

const mostUnpacked = 64 * 1024 * 1024
/** What trying a stream counts at least: two thousand that unpack to nothing end the search, too. */
const leastCost = mostUnpacked / 2_000

/**
 * How many pages a PDF holds: its page objects, those in packed object streams included. Undefined where none can be
 * seen (an encrypted file). A page that was saved again counts again: the number is for a limit, not for a bill.
 */
export function pdfPages(bytes: Buffer): number | undefined {
  const text = bytes.toString('latin1')
  let pages = pagesIn(text)
  let left = mostUnpacked
  let unread = 0
  for (const found of text.matchAll(/\/Type\s*\/ObjStm\b/g)) {
    // Said inside a stream that was read already: each byte is looked through once, however often a file announces it.
    if (found.index < unread) continue
    const begins = text.indexOf('stream', found.index)
    const ends = text.indexOf('endstream', begins)
    if (begins < 0 || ends < 0) break
    unread = ends
    const start = begins + (text[begins + 6] === '\r' ? 8 : 7)
    const inside = unpacked(bytes.subarray(start, ends), left)
    left -= Math.max(inside.length, leastCost)
    pages += pagesIn(inside)
    if (left <= 0) break
  }
  return pages === 0 ? undefined : pages
}

function pagesIn(text: string): number {
  return text.match(/\/Type\s*\/Page(?![\w])/g)?.length ?? 0
}

function unpacked(packed: Buffer, most: number): string {
  try {
    return inflateSync(packed, { maxOutputLength: Math.max(1, most) }).toString('latin1')
  } catch {
    return '' // packed in another way, encrypted or damaged: nothing can be counted there
  }
}
