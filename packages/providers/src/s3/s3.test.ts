import { createHash } from 'node:crypto'
import { fixedClock } from '@mas/kernel/clock'
import type { ProviderAnswer } from '@mas/kernel/providers'
import { S3Client } from 'bun'
import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { createS3 } from './index.ts'
import { startS3Sandbox } from './start-sandbox.ts'

const clock = fixedClock(new Date())
const sandbox = startS3Sandbox(clock)
const s3 = createS3(sandbox.options)
beforeEach(() => sandbox.faults.clear())
afterAll(() => sandbox.stop())

const bytes = (text: string) => new TextEncoder().encode(text)
const digest = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex')
const put = (key: string, text: string, more = {}) => s3.put(key, { body: bytes(text), sha256: digest(text), ...more })
function valueOf<T>(answer: ProviderAnswer<T>): T {
  if (answer.outcome !== 'ok') throw new Error(`${answer.outcome}: ${answer.reason}`)
  return answer.value
}
const mebibyte = 1_048_576

describe('one object', () => {
  test('what was written is found with its size and hash, whole and in ranges, until it is deleted', async () => {
    expect(valueOf(await put('a/b/c-1', 'hello'))).toMatchObject({ created: true })
    expect(valueOf(await s3.head('a/b/c-1'))).toMatchObject({ size: 5, sha256: digest('hello') })
    expect(await new Response(valueOf(await s3.get('a/b/c-1'))?.bytes).text()).toBe('hello')
    const part = valueOf(await s3.get('a/b/c-1', { from: 1, to: 3 }))
    expect([part?.size, await new Response(part?.bytes).text()]).toEqual([2, 'el'])
    expect(valueOf(await s3.copy('a/b/c-1', 'orphans/c-1'))).toBeNull()
    expect(valueOf(await s3.list({ prefix: 'orphans/' }))).toMatchObject([{ key: 'orphans/c-1', size: 5 }])
    expect(valueOf(await s3.delete('a/b/c-1'))).toBeNull()
    expect(valueOf(await s3.head('a/b/c-1'))).toBeNull()
    expect(valueOf(await s3.get('a/b/c-1'))).toBeNull()
  })

  test('of twenty writers that ask for an empty place one is first, and nothing is overwritten', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => put('race', `writer ${n}`, { onlyIfAbsent: true })))
    expect(answers.filter((answer) => answer.outcome === 'ok' && answer.value.created)).toHaveLength(1)
  })

  test('a lock is written with its date, and a locked object is neither overwritten nor deleted', async () => {
    const lock = { mode: 'COMPLIANCE', retainUntil: new Date('2034-11-22T00:00:00Z') } as const
    expect(valueOf(await put('locked', 'x', { lock, onlyIfAbsent: true }))).toMatchObject({ created: true, versionId: 'sandbox-1' })
    expect(valueOf(await s3.head('locked'))?.lock).toEqual(lock)
    expect(await put('locked', 'y')).toMatchObject({ outcome: 'refused', reason: 's3: AccessDenied' })
    expect(await s3.delete('locked')).toMatchObject({ outcome: 'refused', retry: 'never' })
  })

  test('bytes that differ from their hash are refused', async () => {
    expect(await s3.put('bad', { body: bytes('x'), sha256: digest('y') })).toMatchObject({ outcome: 'refused', reason: 's3: BadDigest' })
  })
})

describe('an upload in parts', () => {
  test('becomes one object, and is gone from the list of open uploads', async () => {
    const uploadId = valueOf(await s3.multipart.create('big', 'video/webm'))
    const [first, last] = [new Uint8Array(5 * mebibyte).fill(1), new Uint8Array(10).fill(2)]
    for (const [index, body] of [first, last].entries()) valueOf(await s3.multipart.putPart('big', uploadId, index + 1, body, digest(body)))
    const parts = valueOf(await s3.multipart.listParts('big', uploadId)) ?? []
    expect(parts.map(({ number, size }) => [number, size])).toEqual([
      [1, 5 * mebibyte],
      [2, 10],
    ])
    expect(valueOf(await s3.multipart.pending())).toMatchObject([{ key: 'big', uploadId }])
    expect(valueOf(await s3.multipart.complete('big', uploadId, parts, true))).toMatchObject({ created: true })
    expect(valueOf(await s3.head('big'))?.size).toBe(5 * mebibyte + 10)
    expect(valueOf(await s3.multipart.pending())).toEqual([])
    expect(valueOf(await s3.multipart.complete('big', uploadId, parts))).toBeNull()
    expect(valueOf(await s3.multipart.listParts('big', uploadId))).toBeNull()
  })

  test('more open uploads than one answer holds are all told, those of one key too', async () => {
    for (const key of ['many', 'many', 'many', 'many-1', 'many-2']) valueOf(await s3.multipart.create(key))
    for (const pageSize of [1, 2, 5, 1_000]) {
      const told = valueOf(await s3.multipart.pending('many', pageSize))
      expect([told.length, new Set(told.map(({ uploadId }) => uploadId)).size]).toEqual([5, 5])
    }
  })

  test('a 200 with an error inside is in doubt, a missing part is a refusal, and abort forgets everything', async () => {
    const uploadId = valueOf(await s3.multipart.create('odd'))
    const body = bytes('small')
    const { etag } = valueOf(await s3.multipart.putPart('odd', uploadId, 1, body, digest(body)))
    sandbox.faults.add('error-inside-200')
    expect(await s3.multipart.complete('odd', uploadId, [{ number: 1, etag }])).toMatchObject({ outcome: 'in_doubt' })
    sandbox.faults.add('missing-part')
    expect(await s3.multipart.complete('odd', uploadId, [{ number: 1, etag }])).toMatchObject({ outcome: 'refused', retry: 'never' })
    sandbox.faults.add('timeout-after-write')
    expect(await s3.multipart.complete('odd', uploadId, [{ number: 1, etag }])).toMatchObject({ outcome: 'in_doubt' })
    expect(valueOf(await s3.head('odd'))?.size).toBe(5)
    const other = valueOf(await s3.multipart.create('odd2'))
    expect(valueOf(await s3.multipart.abort('odd2', other))).toBeNull()
    expect(valueOf(await s3.multipart.abort('odd2', other))).toBeNull()
  })
})

describe('what can go wrong', () => {
  test('a busy store is a refusal for later, a lost answer a doubt', async () => {
    sandbox.faults.add('slow-down')
    expect(await put('x', 'x')).toMatchObject({ outcome: 'refused', retry: 'later' })
    sandbox.faults.add('timeout-after-write')
    expect(await put('x', 'x')).toMatchObject({ outcome: 'in_doubt' })
    expect(valueOf(await s3.head('x'))?.sha256).toBe(digest('x'))
    sandbox.faults.add('internal-error')
    expect(await put('y', 'y')).toMatchObject({ outcome: 'in_doubt' })
  })

  test('reading is tried again where the store was busy', async () => {
    const fresh = createS3(sandbox.options)
    valueOf(await fresh.put('again', { body: bytes('x'), sha256: digest('x') }))
    sandbox.faults.add('slow-down', 2)
    expect(valueOf(await fresh.head('again'))?.size).toBe(1)
  })

  test('a cut body fails where it is read', async () => {
    await put('cut', 'x'.repeat(100_000))
    sandbox.faults.add('cut-mid-body')
    const body = valueOf(await s3.get('cut'))
    expect(
      await new Response(body?.bytes).arrayBuffer().then(
        (got) => got.byteLength,
        () => 'failed',
      ),
    ).not.toBe(100_000)
  })

  test('a wrong secret and a clock that is off are refused', async () => {
    const wrong = createS3({ ...sandbox.options, secretAccessKey: 'other' })
    expect(await wrong.delete('x')).toMatchObject({ outcome: 'refused', reason: 's3: SignatureDoesNotMatch' })
    const late = createS3({ ...sandbox.options, clock: fixedClock(new Date(clock.now().getTime() - 16 * 60_000)) })
    expect(await late.delete('x')).toMatchObject({ outcome: 'refused', reason: 's3: RequestTimeTooSkewed' })
  })

  test('a key that somebody would have to encode is a programming error', async () => {
    expect(s3.head('a b')).rejects.toThrow('not a key of ours')
    expect(s3.head('a/../b')).rejects.toThrow('not a key of ours')
  })
})

describe('presigned addresses', () => {
  test('let a stranger do exactly what was signed until the second it ends', async () => {
    const body = bytes('from a browser')
    const headers = { 'content-length': String(body.length), 'content-type': 'text/csv', 'if-none-match': '*' }
    const url = await s3.presign({ method: 'PUT', key: 'direct', seconds: 60, headers })
    const send = (with_: Uint8Array<ArrayBuffer>, type = 'text/csv') =>
      fetch(url, { method: 'PUT', body: with_, headers: { 'content-type': type, 'if-none-match': '*' } }).then(({ status }) => status)
    expect(await send(bytes('longer than what was announced'))).toBe(403)
    expect(await send(body, 'text/html')).toBe(403)
    expect(await send(body)).toBe(200)
    expect(await send(body)).toBe(412)
    const shown = await s3.presign({
      method: 'GET',
      key: 'direct',
      seconds: 60,
      query: { 'response-content-disposition': 'attachment; filename="a.csv"' },
    })
    const got = await fetch(shown)
    expect([got.headers.get('content-disposition'), await got.text()]).toEqual(['attachment; filename="a.csv"', 'from a browser'])
    expect((await fetch(shown.replace('a.csv', 'b.csv'))).status).toBe(403)
    clock.advance(60_000)
    expect((await fetch(shown)).status).toBe(403)
    clock.advance(-60_000)
  })
})

test('another maker of signatures agrees with ours: Bun writes and reads the same bucket', async () => {
  const { accessKeyId, secretAccessKey, region, bucket } = sandbox.options
  clock.set(new Date())
  const bun = new S3Client({ endpoint: sandbox.origin, accessKeyId, secretAccessKey, region, bucket })
  await bun.write('from bun/ä+(1).txt', 'hello from bun')
  expect(await bun.file('from bun/ä+(1).txt').text()).toBe('hello from bun')
  expect((await fetch(bun.presign('from bun/ä+(1).txt', { expiresIn: 60 }))).status).toBe(200)
  expect(sandbox.bucket.objects.has('from bun/ä+(1).txt')).toBe(true)
})
