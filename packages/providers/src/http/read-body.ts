/** Thrown when an answer is longer than its reader allows. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
  constructor(maxBytes: number) {
    super(`the answer is longer than ${maxBytes} bytes`)
  }
}

/** The decoded body, read only as far as `maxBytes`: a vendor cannot fill our memory, compressed or not. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array()
  const reader = response.body.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return joined(chunks, size)
    size += value.byteLength
    if (size > maxBytes) {
      // The rest is of no interest, and neither is a failure to stop it.
      void reader.cancel().catch(() => undefined)
      throw new BodyTooLarge(maxBytes)
    }
    chunks.push(value)
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
