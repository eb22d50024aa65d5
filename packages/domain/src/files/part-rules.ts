import type { FilePurpose } from '@mas/contracts/files'
import { purposes } from './purposes.ts'

const mebibyte = 1024 * 1024
/** What we propose; S3 takes 5 MiB to 5 GiB and at most 10 000 parts. */
export const partSize = 10 * mebibyte
export const smallestPart = 5 * mebibyte
/** Through us, parts of an open-ended upload are at most this long: many at once must not pass its cap by far. */
export const largestOpenPart = 64 * mebibyte
const inOnePiece = 32 * mebibyte

/** Recordings and long audio come in parts, and so does class material too large to start over. */
export function uploadMethod(purpose: FilePurpose, size: number | undefined): 'put' | 'multipart' {
  const mayCome = purposes[purpose].queue === 'media' || purpose === 'material'
  const isLong = size === undefined ? purposes[purpose].queue === 'media' : size > inOnePiece
  return mayCome && isLong ? 'multipart' : 'put'
}

/** How many parts an announced file has; of an open-ended one the most that fit below its cap. */
export function partCount(size: number | undefined, maxBytes: number): number {
  const count = size === undefined ? Math.ceil(maxBytes / smallestPart) : Math.max(1, Math.ceil(size / partSize))
  return Math.min(count, 10_000)
}

/** Bytes of one part; undefined where any number will do. */
export function partBytes(size: number | undefined, number: number): number | undefined {
  if (size === undefined) return undefined
  return number < partCount(size, size) ? partSize : size - (number - 1) * partSize
}
