import { ZipRefused } from './zip-directory.ts'

type Pieces = AsyncGenerator<Uint8Array, void, undefined>

const MIB = 1024 * 1024
/** Shared strings are held in memory, an object each: two million of them are a gibibyte, whatever their zip weighs. */
const SHARED_STRINGS = { maxBytes: 128 * MIB, maxStrings: 2_000_000, maxTags: 8_000_000 } as const
const DESCRIPTION_BYTES = 8 * MIB
/** A row is held in memory whole; so is what stands before the first and after the last. */
const ROW_BYTES = 16 * MIB
const ROW_MARK = Buffer.from('<row')
const LESS_THAN = 0x3c
const LETTER_S = 0x73

/** Bytes that a part which is read whole may unpack to. */
export function largestPart(name: string): number {
  return /sharedStrings\.xml$/i.test(name) ? SHARED_STRINGS.maxBytes : DESCRIPTION_BYTES
}

/** The pieces, refused when they hold more strings (`<si>`) or more tags than fit in memory. */
export async function* withinTags(pieces: Pieces): Pieces {
  let tags = 0
  let strings = 0
  let before = 0
  for await (const piece of pieces) {
    for (const byte of piece) {
      if (byte === LESS_THAN) tags += 1
      else if (byte === LETTER_S && before === LESS_THAN) strings += 1
      before = byte
    }
    if (tags > SHARED_STRINGS.maxTags || strings > SHARED_STRINGS.maxStrings) throw new ZipRefused('leads.import-too-large')
    yield piece
  }
}

/** The pieces of a sheet, refused when too much passes without a new row. */
export async function* withRowsWithin(pieces: Pieces): Pieces {
  let since = 0
  let tail = Buffer.alloc(0)
  for await (const piece of pieces) {
    // A mark may lie across two pieces.
    const seen = Buffer.concat([tail, piece])
    const at = seen.lastIndexOf(ROW_MARK)
    since = at < 0 ? since + piece.length : seen.length - at
    if (since > ROW_BYTES) throw new ZipRefused('leads.import-too-large')
    tail = seen.subarray(Math.max(0, seen.length - ROW_MARK.length + 1))
    yield piece
  }
}
