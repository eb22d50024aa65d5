import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rows, sql } from '@mas/db'
import { inTx, system, type AuditKeys, type Ctx } from '@mas/kernel'
import { folderAnchorSink } from '@mas/providers/audit-store'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { auditKeys, getEntry, recordMany } from './index.ts'
import { publishAnchor } from './publish-anchor.ts'
import { verify } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-audit-races-'))
const harness = useHarness({ poolSize: 24, ports: { anchorSink: folderAnchorSink({ folder }) } })
const worker = () => harness.ctx(system('audit.race'))
const change = (subjectId: string) => ({
  action: 'test.change',
  subject: { type: 'user', id: subjectId },
  after: { name: 'Asha' },
  personal: ['name'],
})
const write = (ctx: Ctx, ...subjects: string[]) => inTx(ctx, (t) => recordMany(t, subjects.map(change)))
const under = (keys: AuditKeys): Ctx => {
  const ctx = worker()
  const { audit } = ctx.infra
  if (audit === undefined) throw new Error('the harness wires no audit log')
  return { ...ctx, infra: { ...ctx.infra, audit: { ...audit, keys } } }
}

test('while many write, two verifiers and a publisher at once find no fault that is none', async () => {
  let writing = true
  const faults: unknown[] = []
  const verifier = async (kind: 'tail' | 'all') => {
    while (writing) {
      faults.push((await verify(worker(), { kind })).fault)
      harness.clock.advance(1)
    }
  }
  const publisher = async () => {
    while (writing) await publishAnchor(worker())
  }
  const others = [verifier('tail'), verifier('tail'), verifier('all'), publisher()]
  await Promise.all(
    Array.from({ length: 12 }, async (_, lane) => {
      for (let n = 0; n < 12; n++) await write(worker(), `p${n}`, `p${lane}`, 'everybody')
    }),
  )
  writing = false
  await Promise.all(others)
  expect(faults.length).toBeGreaterThan(3)
  expect(faults.filter((fault) => fault !== null)).toEqual([])
  expect(await verify(worker(), { kind: 'all' })).toMatchObject({ checked: 12 * 12 * 3, fault: null, stores: 'agree' })
})

test('while secrets are changed under running writers every entry opens with the new list, and a process with the old one loses nothing silently', async () => {
  const [old, next] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)]
  const [before, after] = [auditKeys([old]), auditKeys([old, next])]
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const keys = n % 2 === 0 ? before : after
      const subjectId = `rotated-${Math.floor(n / 4)}`
      let ids: string[] = []
      const refused = await refusalOf(write(under(keys), subjectId, `${subjectId}-too`).then((made) => (ids = made)))
      return { ids, refused, isOld: keys === before }
    }),
  )
  // What the new list sealed first, the old one cannot seal under: it says so, and its act is undone as a whole.
  for (const { refused, isOld } of outcomes)
    expect(refused).toBe(isOld && refused !== 'nothing was refused' ? 'request.internal' : 'nothing was refused')
  const ids = outcomes.flatMap((one) => one.ids)
  const admin = someone('ADMIN')
  for (const id of ids) expect(await getEntry({ ...under(after), actor: admin }, { id })).toMatchObject({ after: { name: 'Asha' } })
  const [stored] = await rows<{ entries: number }>(
    harness.runtime.driver.db,
    sql`select count(*)::int as entries from audit.entries where subject_id like 'rotated-%'`,
  )
  expect(stored?.entries).toBe(ids.length)
  expect((await verify(under(after), { kind: 'tail' })).fault).toBeNull()
})
