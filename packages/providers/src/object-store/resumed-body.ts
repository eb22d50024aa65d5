import { fail } from '@mas/kernel/errors'
import type { ByteRange } from '@mas/kernel/ports/object-store'
import type { S3 } from '../s3/index.ts'
import type { Ask } from './until-decided.ts'

const resumptions = 3

/** A range as one stream: where the connection breaks, the rest is asked for again from the byte that was reached. */
export async function resumedBody(s3: S3, ask: Ask, key: string, { from, to }: ByteRange): Promise<ReadableStream<Uint8Array>> {
  const first = await readerAt(from)
  if (first === undefined) throw fail('files.gone')
  let reader = first
  let at = from
  let left = resumptions
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const step = await reader.read().catch(() => ({ done: true, value: undefined }))
        if (step.value !== undefined) {
          at += step.value.length
          controller.enqueue(step.value)
          return
        }
        if (at >= to) return controller.close()
        const next = left-- > 0 ? await readerAt(at) : undefined
        if (next === undefined) throw fail('files.store-unavailable')
        reader = next
      }
    },
    cancel: () => reader.cancel(),
  })

  async function readerAt(start: number) {
    const body = ask(await s3.get(key, { from: start, to }))
    return body?.bytes.getReader()
  }
}
