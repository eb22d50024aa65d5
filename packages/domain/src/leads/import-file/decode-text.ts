import { cutOffLength, decodeStrictly, type TextEncoding } from './detect-encoding.ts'

/** What a decoder has learned from the bytes before. */
export type FeedState = { encoding: TextEncoding; seenMultiByte: boolean }

/** Turns the bytes of one file, chunk after chunk, into text. */
export type TextFeed = {
  decode(bytes: Uint8Array): string
  end(): string
  state(): FeedState
  /** Bytes that were given and wait for the rest of their character. */
  carried(): number
}

/**
 * A decoder that starts from the encoding of the file's head. A file without a mark whose head is plain ASCII may still turn out
 * to be Windows-1252 megabytes later; the bytes before are the same in both, so it switches there, which equals having looked
 * at the whole file first. Once real UTF-8 has been seen the file stays UTF-8, and a broken byte alone (two exports pasted
 * together) is read as Windows-1252.
 */
export function textFeed(start: FeedState): TextFeed {
  return start.encoding === 'utf-8' ? utf8Feed(start.seenMultiByte) : plainFeed(start)
}

function plainFeed(start: FeedState): TextFeed {
  const decoder = new TextDecoder(start.encoding, { ignoreBOM: true })
  let carry = new Uint8Array(0)
  return {
    decode(bytes) {
      const joined = carry.length === 0 ? bytes : concat(carry, bytes)
      const whole = joined.length - halfUnits(joined, start.encoding)
      carry = joined.slice(whole)
      return decoder.decode(joined.subarray(0, whole))
    },
    end() {
      const rest = carry
      carry = new Uint8Array(0)
      return decoder.decode(rest)
    },
    state: () => start,
    carried: () => carry.length,
  }
}

/** Bytes at the end that are half of a UTF-16 unit, or the first half of a pair of them. */
function halfUnits(bytes: Uint8Array, encoding: TextEncoding): number {
  if (encoding === 'windows-1252') return 0
  const odd = bytes.length % 2
  const high = bytes[bytes.length - odd - (encoding === 'utf-16le' ? 1 : 2)] ?? 0
  return odd + (high >= 0xd8 && high <= 0xdb ? 2 : 0)
}

function utf8Feed(seenBefore: boolean): TextFeed {
  const single = new TextDecoder('windows-1252')
  let encoding: TextEncoding = 'utf-8'
  let seenMultiByte = seenBefore
  let carry = new Uint8Array(0)

  const decodeWhole = (bytes: Uint8Array): string => {
    if (encoding === 'windows-1252') return single.decode(bytes)
    const text = decodeStrictly(bytes)
    if (text !== null) {
      // Fewer characters than bytes: something took more than one byte.
      if (text.length !== bytes.length) seenMultiByte = true
      return text
    }
    return repair(bytes)
  }
  const repair = (bytes: Uint8Array): string => {
    let text = ''
    let at = 0
    while (at < bytes.length) {
      const ascii = asciiLength(bytes, at)
      const length = ascii > 0 ? ascii : sequenceLength(bytes, at)
      if (ascii === 0 && length > 0) seenMultiByte = true
      if (length === 0 && !seenMultiByte) {
        encoding = 'windows-1252'
        return text + single.decode(bytes.subarray(at))
      }
      const piece = bytes.subarray(at, at + Math.max(length, 1))
      text += length === 0 ? single.decode(piece) : (decodeStrictly(piece) ?? '')
      at += piece.length
    }
    return text
  }
  return {
    decode(bytes) {
      const joined = carry.length === 0 ? bytes : concat(carry, bytes)
      const whole = encoding === 'utf-8' ? joined.length - cutOffLength(joined) : joined.length
      carry = joined.slice(whole)
      return decodeWhole(joined.subarray(0, whole))
    },
    end() {
      const rest = carry
      carry = new Uint8Array(0)
      return rest.length === 0 ? '' : decodeWhole(rest)
    },
    state: () => ({ encoding, seenMultiByte }),
    carried: () => carry.length,
  }
}

function asciiLength(bytes: Uint8Array, at: number): number {
  let end = at
  while (end < bytes.length && (bytes[end] ?? 0) < 0x80) end += 1
  return end - at
}

/** Length of the valid multi-byte UTF-8 sequence starting here, 0 when the byte is broken. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  for (let length = 2; length <= 4 && at + length <= bytes.length; length += 1) {
    if (decodeStrictly(bytes.subarray(at, at + length)) !== null) return length
  }
  return 0
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
