import { createHash } from 'node:crypto'

/** An id made of what a job is about: the job that would follow one that comes twice is one job. */
export function jobIdOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
