import { largestPart, withinTags, withRowsWithin } from './part-limits.ts'
import { unpack, ZipRefused, type ZipMember } from './zip-directory.ts'

/**
 * The members of a workbook as one zip stream in an order and form that can be read in a single pass: every member stored,
 * sheets last. Excel itself writes the shared strings after the sheet, for which hucre would buffer the whole file, and its
 * row queue has no bound; here `mayPull` holds a sheet's bytes back until somebody waits for a row.
 */
export function repackedZip(file: Blob, members: ReadonlyMap<string, ZipMember>, mayPull: () => Promise<void>): ReadableStream<Uint8Array> {
  const pieces = zipPieces(file, members, mayPull)
  return new ReadableStream(
    {
      async pull(controller) {
        const piece = await pieces.next()
        if (piece.done === true) controller.close()
        else controller.enqueue(piece.value)
      },
      async cancel() {
        await pieces.return()
      },
    },
    { highWaterMark: 0 },
  )
}

const isSheet = (name: string) => /^xl\/worksheets\/[^/]+$/i.test(name)
const isDescription = (name: string) =>
  name === '[Content_Types].xml' || name.endsWith('.rels') || /^xl\/(?:workbook|sharedStrings|styles)\.xml$/i.test(name)

async function* zipPieces(
  file: Blob,
  members: ReadonlyMap<string, ZipMember>,
  mayPull: () => Promise<void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const member of members.values()) {
    if (!isDescription(member.name)) continue
    if (member.unpacked > largestPart(member.name)) throw new ZipRefused('leads.import-too-large')
    yield localHeader(member)
    // In one piece, because hucre joins the pieces of a small part one by one.
    const whole = new Uint8Array(member.unpacked)
    let at = 0
    for await (const piece of withinTags(unpack(file, member))) {
      whole.set(piece, at)
      at += piece.length
    }
    yield whole
  }
  for (const member of members.values()) {
    if (!isSheet(member.name)) continue
    await mayPull()
    yield localHeader(member)
    for await (const piece of withRowsWithin(unpack(file, member))) {
      await mayPull()
      yield piece
    }
  }
}

function localHeader(member: ZipMember): Uint8Array {
  const name = new TextEncoder().encode(member.name)
  const bytes = new Uint8Array(30 + name.length)
  const header = new DataView(bytes.buffer)
  header.setUint32(0, 0x04034b50, true)
  header.setUint16(4, 20, true)
  header.setUint32(14, member.crc, true)
  header.setUint32(18, member.unpacked, true)
  header.setUint32(22, member.unpacked, true)
  header.setUint16(26, name.length, true)
  bytes.set(name, 30)
  return bytes
}
