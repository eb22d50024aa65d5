import { fail } from '@mas/kernel/errors'
import type { S3 } from '../s3/index.ts'

const resumptions = 3

/** An object's bytes; where the connection breaks, the rest is asked for from the byte that was reached. */
export async function* wholeBody(s3: S3, key: string, size: number): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let left = resumptions; at < size; left--) {
    const answer = await s3.get(key, { from: at, to: size })
    if (answer.outcome !== 'ok') throw fail('request.unavailable', { key, reason: answer.reason })
    if (answer.value === null) throw fail('request.unavailable', { key, reason: 's3: the object is not there' })
    const reader = answer.value.bytes.getReader()
    for (;;) {
      // A cut shows as an error or as an early end; either way the rest is asked for.
      const step = await reader.read().catch(() => ({ done: true, value: undefined }))
      if (step.value === undefined) break
      at += step.value.length
      yield step.value
    }
    if (at < size && left === 0) throw fail('request.unavailable', { key, reason: 's3: the connection broke again and again' })
  }
}
