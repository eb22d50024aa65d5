import { rows, sql } from '@mas/db'
import { newId, system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useFileSandbox } from '@mas/testing/file-sandbox'
import { fileKeysFrom } from './file-keys.ts'
import { filesFor } from './files-for.ts'
import { inPieces } from './fixtures/sample-files.ts'
import { noteAccess } from './note-access.ts'

const fileKeys = fileKeysFrom(new Uint8Array(32).fill(9))
const sandbox = useFileSandbox(() => harness.clock)
const harness = useHarness({ ports: { fileStore: sandbox.fileStore, virusScanner: sandbox.virusScanner, fileKeys } })

test('many openings at once are each on record with what they were, and one that cannot be written spoils no other', async () => {
  const ctx = harness.ctx(system('test'))
  const put = (name: string) => filesFor('leads').putGenerated(ctx, { purpose: 'export', ownerRef: 'x', name }, inPieces(`${name},1\n`))
  const [first, second] = [await put('a.csv'), await put('b.csv')]
  const opening = (objectId: string, n: number, outcome: 'served' | 'expired' = 'served') => ({
    id: newId(),
    objectId,
    linkId: `link-${n}`,
    actor: `person:${n}`,
    via: 'link' as const,
    at: harness.clock.now(),
    range: n % 2 === 0 ? { from: n, to: n + 1 } : undefined,
    outcome,
  })
  const wanted = Array.from({ length: 40 }, (_, n) => opening(n % 3 === 0 ? second : first, n, n === 7 ? 'expired' : 'served'))
  const nowhere = opening(newId(), 98)
  const broken = opening('no id at all', 99)
  const answers = await Promise.allSettled([...wanted, nowhere, broken].map((one) => noteAccess(ctx, one)))
  expect(answers.map((one) => (one.status === 'fulfilled' ? one.value?.id : 'refused'))).toEqual([
    ...wanted.map(({ objectId }) => objectId),
    undefined,
    'refused',
  ])
  const kept = await rows<{ id: string; link_id: string; actor: string; outcome: string; from: number | null }>(
    harness.runtime.driver.db,
    sql`select id, link_id, actor, outcome, range_from::int as from from files.access_log where actor like 'person:%' order by id`,
  )
  expect(kept).toEqual(
    wanted
      .map(({ id, linkId, actor, outcome, range }) => ({ id, link_id: linkId, actor, outcome, from: range?.from ?? null }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  )
})
