import { createHash } from 'node:crypto'
import type { ObjectStore } from '@mas/kernel/ports/object-store'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

export interface ObjectStoreUnderTest {
  readonly store: ObjectStore
  stop(): Promise<void>
}

const mebibyte = 1_048_576
const bytes = (text: string) => new TextEncoder().encode(text)
const digest = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex')
async function* pieces(...list: (string | Uint8Array)[]) {
  for (const one of list) yield typeof one === 'string' ? bytes(one) : one
}
const text = async (stream: Promise<ReadableStream<Uint8Array> | undefined>) => new Response(await stream).text()

/** What every `ObjectStore` promises. */
export function describeObjectStore(name: string, make: () => Promise<ObjectStoreUnderTest>): void {
  describe(`ObjectStore: ${name}`, () => {
    let it: ObjectStoreUnderTest
    beforeAll(async () => {
      it = await make()
    })
    afterAll(() => it.stop())
    const keys = async (after = '') => {
      const found: string[] = []
      for await (const { key } of it.store.list(after)) found.push(key)
      return found
    }

    test('what went in comes out, whole, in ranges and in slices', async () => {
      const put = await it.store.put('a/1', pieces('hel', 'lo'), 5)
      expect(put).toEqual({ outcome: 'stored', size: 5, sha256: digest('hello') })
      expect(await it.store.stat('a/1')).toMatchObject({ size: 5 })
      expect(await text(it.store.read('a/1'))).toBe('hello')
      expect(await text(it.store.read('a/1', { from: 1, to: 3 }))).toBe('el')
      const blob = await it.store.open('a/1')
      expect([blob?.size, await blob?.slice(1, 4).slice(1).text(), await blob?.slice(-2).text()]).toMatchObject([5, 'll', 'lo'])
      expect(await new Response(blob?.stream()).text()).toBe('hello')
      expect(new TextDecoder().decode(await blob?.slice(0, 2).arrayBuffer())).toBe('he')
    })

    test('what is not there is undefined everywhere, and deleting it is fine', async () => {
      const { store } = it
      const found: unknown[] = [await store.stat('no'), await store.read('no'), await store.open('no'), await store.move('no', 'x')]
      expect(found).toEqual([undefined, undefined, undefined, false])
      await store.delete('no')
    })

    test('bytes are written once: the same again exists, others differ and change nothing', async () => {
      await it.store.put('b', pieces('one'), 9)
      expect(await it.store.put('b', pieces('one'), 9)).toEqual({ outcome: 'exists', size: 3, sha256: digest('one') })
      expect(await it.store.put('b', pieces('two'), 9)).toEqual({ outcome: 'differs', size: 3, sha256: digest('one') })
      expect(await text(it.store.read('b'))).toBe('one')
    })

    test('of many writers at once one is first and all are told what lies there', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => it.store.put('race', pieces(`writer ${n}`), 99)))
      expect(answers.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1)
      expect(new Set(answers.map(({ sha256 }) => sha256)).size).toBe(1)
    })

    test('one byte too many, and a source that breaks, leave nothing behind', async () => {
      expect(await it.store.put('c', pieces('12345', '6'), 5)).toMatchObject({ outcome: 'too-large' })
      const broken = (async function* () {
        yield bytes('x')
        throw new Error('the sender is gone')
      })()
      expect(it.store.put('c', broken, 5)).rejects.toThrow('the sender is gone')
      expect(await it.store.stat('c')).toBeUndefined()
    })

    test('keys are listed in byte order, from any place on, and a moved object is found where it went', async () => {
      for (const key of ['l/b/1', 'l/a/2', 'l/a/10', 'l/a.x', 'l/c']) await it.store.put(key, pieces(key), 99)
      expect((await keys('l/')).filter((key) => key.startsWith('l/'))).toEqual(['l/a.x', 'l/a/10', 'l/a/2', 'l/b/1', 'l/c'])
      expect((await keys('l/a/10')).filter((key) => key.startsWith('l/'))).toEqual(['l/a/2', 'l/b/1', 'l/c'])
      expect(await it.store.move('l/b/1', 'orphans/l/b/1')).toBe(true)
      expect([await it.store.stat('l/b/1'), await text(it.store.read('orphans/l/b/1'))]).toEqual([undefined, 'l/b/1'])
    })

    test('parts in any order become one object, once, and nothing is left open', async () => {
      const { store } = it
      const uploadId = await store.parts.begin('p/1', 'video/webm')
      const [first, last] = [new Uint8Array(5 * mebibyte).fill(1), new Uint8Array(7).fill(2)]
      const b = await store.parts.put('p/1', uploadId, 2, pieces(last), mebibyte)
      await store.parts.put('p/1', uploadId, 1, pieces(new Uint8Array(5 * mebibyte)), 6 * mebibyte)
      const a = await store.parts.put('p/1', uploadId, 1, pieces(first), 6 * mebibyte)
      expect(await store.parts.put('p/1', uploadId, 3, pieces('too long'), 3)).toBe('too-large')
      const listed = (await store.parts.list('p/1', uploadId)) ?? []
      expect(listed).toEqual([a, b].flatMap((one) => (typeof one === 'string' ? [] : [one])))
      expect((await store.parts.pending()).map((one) => one.key)).toEqual(['p/1'])
      const wrong = listed.map((one) => (one.number === 2 ? { ...one, etag: '"0123456789abcdef0123456789abcdef"' } : one))
      expect(await store.parts.complete('p/1', uploadId, wrong)).toBe('part-invalid')
      expect(await store.parts.complete('p/1', uploadId, listed)).toBe('stored')
      expect(await store.parts.complete('p/1', uploadId, listed)).toBe('stored')
      expect(await store.stat('p/1')).toMatchObject({ size: 5 * mebibyte + 7 })
      expect([await store.parts.pending(), await store.parts.list('p/1', uploadId)]).toEqual([[], undefined])
    })

    test('an aborted upload is forgotten with its parts', async () => {
      const uploadId = await it.store.parts.begin('p/2', 'video/webm')
      const part = await it.store.parts.put('p/2', uploadId, 1, pieces('x'), 9)
      await it.store.parts.abort('p/2', uploadId)
      await it.store.parts.abort('p/2', uploadId)
      expect(await it.store.parts.complete('p/2', uploadId, typeof part === 'string' ? [] : [part])).toBe('unknown-upload')
      expect(await it.store.parts.put('p/2', uploadId, 2, pieces('x'), 9)).toBe('unknown-upload')
    })
  })
}
