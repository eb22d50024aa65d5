import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'bun:test'
import type { AnchorSink, ArchiveStore } from '@mas/kernel/ports/audit-store'
import type { AuditStoreFault } from './sandbox-faults.ts'

export interface AuditStoresUnderTest {
  readonly sink: AnchorSink
  readonly archive: ArchiveStore
  readonly faults: { add(fault: AuditStoreFault): void }
}

const bytes = (text: string) => new TextEncoder().encode(text)
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
async function* chunks(...texts: string[]) {
  for (const text of texts) yield bytes(text)
}

/** What every `AnchorSink` and `ArchiveStore` promises. `make` gives empty ones. */
export function describeAuditStores(name: string, make: () => Promise<AuditStoresUnderTest>): void {
  describe(`AnchorSink and ArchiveStore: ${name}`, () => {
    let it: AuditStoresUnderTest
    beforeEach(async () => {
      it = await make()
    })

    test('an anchor is kept once: the same again is found equal, another one changes nothing', async () => {
      expect(await it.sink.find('2026-11-22')).toEqual({ outcome: 'ok', value: null })
      expect(await it.sink.put('2026-11-22', bytes('one'))).toMatchObject({
        outcome: 'ok',
        value: { existed: false, sha256: digest('one') },
      })
      expect(await it.sink.put('2026-11-22', bytes('one'))).toMatchObject({
        outcome: 'ok',
        value: { existed: true, sha256: digest('one') },
      })
      expect(await it.sink.put('2026-11-22', bytes('two'))).toMatchObject({
        outcome: 'ok',
        value: { existed: true, sha256: digest('one') },
      })
      expect(await it.sink.find('2026-11-22')).toMatchObject({ outcome: 'ok', value: { sha256: digest('one') } })
    })

    test('the days that have an anchor are told in order, from any one on', async () => {
      expect(await it.sink.days()).toEqual({ outcome: 'ok', value: [] })
      for (const day of ['2026-11-23', '2026-11-21', '2026-11-22']) await it.sink.put(day, bytes(day))
      await it.archive.put('audit-2024-10.ndjson.gz', chunks('x'))
      expect(await it.sink.days()).toEqual({ outcome: 'ok', value: ['2026-11-21', '2026-11-22', '2026-11-23'] })
      expect(await it.sink.days('2026-11-21')).toEqual({ outcome: 'ok', value: ['2026-11-22', '2026-11-23'] })
      expect(await it.sink.days('2026-11-23')).toEqual({ outcome: 'ok', value: [] })
    })

    test('of twenty writers at once exactly one is first and all are told what lies there', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => it.sink.put('2026-11-23', bytes(`writer ${n}`))))
      const kept = answers.flatMap((answer) => (answer.outcome === 'ok' ? [answer.value] : []))
      expect(kept.filter((one) => !one.existed)).toHaveLength(1)
      expect(new Set(kept.map((one) => one.sha256)).size).toBe(1)
    })

    test('an archive streams in whole and out again', async () => {
      expect(await it.archive.read('a.gz')).toEqual({ outcome: 'ok', value: null })
      expect(await it.archive.put('a.gz', chunks('ab', 'cd'))).toMatchObject({
        outcome: 'ok',
        value: { existed: false, sha256: digest('abcd') },
      })
      expect(await textOf(it.archive, 'a.gz')).toBe('abcd')
    })

    test('a write whose answer is lost is in doubt, and looking settles it', async () => {
      it.faults.add('timeout-after-write')
      expect(await it.sink.put('2026-11-24', bytes('x'))).toMatchObject({ outcome: 'in_doubt' })
      expect(await it.sink.find('2026-11-24')).toMatchObject({ outcome: 'ok', value: { sha256: digest('x') } })
    })

    test('a broken upload leaves nothing that a reader could take for the object', async () => {
      it.faults.add('partial-upload')
      expect(await it.archive.put('b.gz', chunks('abcdef', 'g'))).toMatchObject({ outcome: 'in_doubt' })
      expect(await it.archive.read('b.gz')).toEqual({ outcome: 'ok', value: null })
    })

    test('a busy store is a refusal for now; somebody else first is told with what lies there', async () => {
      it.faults.add('unavailable')
      expect(await it.sink.put('2026-11-25', bytes('x'))).toMatchObject({ outcome: 'refused', retry: 'later' })
      it.faults.add('exists-equal')
      expect(await it.sink.put('2026-11-25', bytes('x'))).toMatchObject({ outcome: 'ok', value: { existed: true, sha256: digest('x') } })
      it.faults.add('exists-different')
      expect(await it.sink.put('2026-11-26', bytes('x'))).toMatchObject({ outcome: 'ok', value: { existed: true } })
      expect(await it.sink.find('2026-11-26')).not.toMatchObject({ value: { sha256: digest('x') } })
    })
  })
}

async function textOf(archive: ArchiveStore, key: string): Promise<string> {
  const answer = await archive.read(key)
  if (answer.outcome !== 'ok' || answer.value === null) return '(nothing)'
  let text = ''
  for await (const chunk of answer.value) text += new TextDecoder().decode(chunk)
  return text
}
