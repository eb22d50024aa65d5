/** Thrown by {@link rechunk} when the source holds more bytes than allowed; the readers turn it into `leads.import-too-large`. */
export class TooManyBytes extends Error {}

const CHUNK_BYTES = 65_536

/**
 * The same bytes in chunks of 64 KiB. Network sources give slivers, which would make the scanner look at a half-finished record
 * again and again; a file read whole comes as one piece, which would be one enormous string.
 */
export async function* rechunk(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  let buffer = new Uint8Array(CHUNK_BYTES)
  let filled = 0
  let total = 0
  for await (const piece of source) {
    total += piece.length
    if (total > maxBytes) throw new TooManyBytes()
    let at = 0
    while (at < piece.length) {
      const taken = Math.min(CHUNK_BYTES - filled, piece.length - at)
      buffer.set(piece.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled === CHUNK_BYTES) {
        yield buffer
        buffer = new Uint8Array(CHUNK_BYTES)
        filled = 0
      }
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled)
}
